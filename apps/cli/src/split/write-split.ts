// Writes a split: the manifest with its splits, and beside it the record of how it was made.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename } from "node:path";
import {
  type CountsLine,
  countsTable,
  type LeakCounts,
  leakCounts,
  type ManifestRow,
  manifestRecord,
  type Protocol,
  pretextPart,
  splitColumns,
  writeCsv,
} from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { countNoun } from "../count-noun.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { toJson } from "../output.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";
import { VERSION } from "../version.ts";

/** How a split was asked for. */
export interface SplitRequest {
  readonly protocol: Protocol;
  readonly seed: number;
  /** What else decides the split, such as fractions and the digest of the groups. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What `split.json` says of a split. */
export interface SplitRecord extends SplitRequest {
  readonly manifest: string;
  /** Of the manifest's bytes. */
  readonly sha256: string;
  readonly version: string;
  readonly images: Readonly<Record<"pretext" | "train" | "val" | "test" | "none", number>>;
  /** Images that the pretext trains and validates on, whatever their split. */
  readonly pretext: { readonly train: number; readonly val: number };
  readonly leaks: LeakCounts;
  readonly table: readonly CountsLine[];
}

/** Where the record of a manifest's split lies: `frozen.csv` has `frozen.split.json`. */
export function splitRecordPath(manifest: string): string {
  return `${manifest.replace(/\.csv$/i, "")}.split.json`;
}

/**
 * Writes the manifest and its record.
 *
 * @param columns columns of the manifest that was read, in its order
 */
export function writeSplit(
  target: string,
  rows: readonly ManifestRow[],
  columns: readonly string[],
  request: SplitRequest,
): SplitRecord {
  const table = writeCsv(splitColumns(columns), rows.map(manifestRecord));
  const count = (split: ManifestRow["split"]): number =>
    rows.filter((row) => row.split === split).length;
  const part = (role: "train" | "val"): number =>
    rows.filter((row) => pretextPart(row) === role).length;
  const record: SplitRecord = {
    ...request,
    manifest: basename(target),
    sha256: createHash("sha256").update(table).digest("hex"),
    version: VERSION,
    images: {
      pretext: count("pretext"),
      train: count("train"),
      val: count("val"),
      test: count("test"),
      none: count(""),
    },
    pretext: { train: part("train"), val: part("val") },
    leaks: leakCounts(rows),
    table: countsTable(rows),
  };
  writeAtomic(target, table, "output");
  writeAtomic(splitRecordPath(target), `${toJson(record, 2)}\n`, "output");
  return record;
}

/**
 * Protects frozen splits from a second `data split`.
 *
 * @throws {CliError} tag `usage` when the manifest that would be replaced has splits
 */
export function refuseFrozen(data: string, target: string): void {
  if (!existsSync(target)) return;
  const frozen = openDataset(data, target).rows.filter(({ split }) => split !== "").length;
  if (frozen === 0) return;
  throw new CliError(
    "usage",
    `data split: "${target}" must have no splits yet, but ${countNoun(frozen, "image")} ${frozen === 1 ? "has" : "have"} one. Give --force to replace it, or --out FILE to write another.`,
  );
}
