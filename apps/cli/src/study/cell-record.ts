// What a study keeps of a cell: that it is done with these settings.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import type { SettingsTree } from "../config/load-settings.ts";
import { toJson } from "../output.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";

/** Record of a cell. */
export interface CellRecord {
  readonly id: string;
  /** The settings that it began with, without places of files. */
  readonly settings: SettingsTree;
  /** Settings of the restoration model that it starts from; absent for a start from scratch. */
  readonly pretext?: SettingsTree;
  /** False from its beginning until all its results are written. */
  readonly isDone: boolean;
  /** Steps trained. */
  readonly steps: number;
  /** Weights of the network. */
  readonly parameters: number;
  /** Labelled films that it was trained on. */
  readonly films: number;
}

const NAME = "cell.json";

/** The record of a cell, or undefined before its beginning. */
export function readCellRecord(folder: string): CellRecord | undefined {
  const path = join(folder, NAME);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as CellRecord;
  } catch (cause) {
    throw new CliError(
      "checkpoint",
      `study cell "${folder}": its ${NAME} must be readable, but it is damaged. Delete the folder; the study trains it again.`,
      cause,
    );
  }
}

/** Writes the record of a cell. */
export function writeCellRecord(folder: string, record: CellRecord): void {
  writeAtomic(join(folder, NAME), `${toJson(record, 2)}\n`, "checkpoint");
}
