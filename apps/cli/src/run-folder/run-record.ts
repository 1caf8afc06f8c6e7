// run.json: what made a run, so that its numbers can be trusted and repeated.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ManifestRow } from "@pleura/data";
import type { AdapterFacts, ChosenVariant } from "@pleura/engine";
import { CliError } from "../cli-error.ts";
import type { SettingsTree } from "../config/load-settings.ts";
import { toJson } from "../output.ts";
import { VERSION } from "../version.ts";
import { writeAtomic } from "./write-atomic.ts";

/** What a run, or a later part of it, ran on. */
export interface RunSurroundings {
  readonly versions: Readonly<Record<string, string>>;
  /** Commit of the program's own repository; absent outside one. */
  readonly gitHash?: string | undefined;
  readonly adapter: AdapterFacts;
}

/** Contents of run.json. */
export interface RunRecord extends RunSurroundings {
  readonly command: string;
  /** Every resume: the step it went on from, and what it ran on. */
  readonly resumed?: readonly ({ readonly step: number } & RunSurroundings)[] | undefined;
  readonly seed: number;
  /** The merged settings. */
  readonly config: SettingsTree;
  /** SHA-256 over the manifest rows and file sizes. */
  readonly dataFingerprint: string;
  readonly data: Readonly<Record<string, number>>;
  readonly model: Readonly<Record<string, number>>;
  /**
   * Kernel variants of the tuning table that differ from the built-in tables: a resume uses the same, so that it has
   * the same bits. Absent in runs of before there were tables: none.
   */
  readonly variants?: readonly ChosenVariant[] | undefined;
}

/** Name of the file in a run folder. */
export const RUN_RECORD = "run.json";

/** Versions of the program and what it runs on. */
export function versions(): Record<string, string> {
  return {
    pleura: VERSION,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}

/** Commit of the repository that this program runs from. */
export function gitHash(): string | undefined {
  try {
    const cwd = dirname(fileURLToPath(import.meta.url));
    const stdio: ["ignore", "pipe", "ignore"] = ["ignore", "pipe", "ignore"];
    return execFileSync("git", ["rev-parse", "HEAD"], { cwd, stdio, timeout: 5000 })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}

/** Fingerprint of a data set: rows, splits and file sizes. */
export function fingerprint(folder: string, rows: readonly ManifestRow[]): string {
  const hash = createHash("sha256");
  for (const { file, source, patient, label, split } of rows) {
    const size = statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? -1;
    hash.update(JSON.stringify([file, source, patient, label, split, size]));
  }
  return hash.digest("hex");
}

/** Writes run.json. */
export function writeRunRecord(folder: string, record: RunRecord): void {
  writeAtomic(join(folder, RUN_RECORD), `${toJson(record, 2)}\n`, "checkpoint");
}

/**
 * Reads run.json.
 *
 * @throws {CliError} tag `checkpoint` when there is none or it is damaged
 */
export function readRunRecord(folder: string): RunRecord {
  const path = join(folder, RUN_RECORD);
  const refuse = (given: string, cause?: unknown): CliError =>
    new CliError(
      "checkpoint",
      `run folder "${folder}": it must hold a run's ${RUN_RECORD}, but ${given}. Give the --out folder of a run.`,
      cause,
    );
  if (!existsSync(path)) throw refuse("there is none");
  try {
    const record = JSON.parse(readFileSync(path, "utf8")) as RunRecord;
    if (typeof record.config === "object" && record.config !== null) return record;
  } catch (cause) {
    throw refuse("the file is damaged", cause);
  }
  throw refuse("the file is damaged");
}
