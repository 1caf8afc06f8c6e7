// Deals the splits of a study once and freezes them, so that every cell and every later call reads the same films.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ManifestRow,
  manifestRecord,
  patientSplit,
  splitColumns,
  writeCsv,
} from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { type DatasetFolder, openDataset } from "../node/dataset-folder.ts";
import { DEFAULT_FRACTIONS, hasSplits, refuseLeaks } from "../node/resolve-splits.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { splitPath } from "./cell-settings.ts";
import type { StudySettings } from "./study-settings.ts";

/** Names of the splits of a study: the one of the main table, and those that only the headline is trained on. */
export interface StudySplits {
  readonly main: string;
  readonly others: readonly string[];
}

/**
 * Deals and freezes the splits below `out/splits`.
 *
 * @throws {CliError} tag `usage` when a frozen split differs from what data and settings give now
 */
export function freezeStudySplits(settings: StudySettings): StudySplits {
  const { data, manifest, out, protocol } = settings;
  const dataset = openDataset(data, manifest);
  makeFolder(join(out, "splits"));
  const main = protocol === "given" ? "given" : protocol;
  freeze(dataset, splitPath(out, main), mainRows(dataset, settings));
  return { main, others: [] };
}

function mainRows(
  { rows, manifestPath }: DatasetFolder,
  settings: StudySettings,
): readonly ManifestRow[] {
  const { seed, protocol } = settings;
  if (protocol !== "given") return patientSplit(rows, { seed, fractions: DEFAULT_FRACTIONS });
  if (!hasSplits(rows)) {
    throw new CliError(
      "data",
      `study: with protocol "given" the manifest must have splits, but "${manifestPath}" has none. Run pleura data split, or set protocol: clean.`,
    );
  }
  refuseLeaks(rows);
  return rows;
}

function freeze({ columns }: DatasetFolder, path: string, rows: readonly ManifestRow[]): void {
  const table = writeCsv(splitColumns(columns), rows.map(manifestRecord));
  if (!existsSync(path)) {
    writeAtomic(path, table, "output");
    return;
  }
  if (readFileSync(path, "utf8") === table) return;
  throw new CliError(
    "usage",
    `study: the split frozen in "${path}" must be the one that data and settings give, but it differs. Give another --out, or the data and seed that the study was begun with.`,
  );
}
