// Which images a run trains on: the manifest's frozen splits, or a split made once and frozen in the run.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findLeaks, type ManifestRow, patientSplit, readCsv, writeCsv } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";

/** Name of the frozen split in a run folder. */
export const SPLIT_FILE = "split.csv";

/** Park et al. 2021: 1160 / 290 / 363 of 1813 images. */
export const DEFAULT_FRACTIONS = { train: 0.64, val: 0.16, test: 0.2 } as const;

/** True when a manifest assigns at least one image to a split. */
export function hasSplits(rows: readonly ManifestRow[]): boolean {
  return rows.some(({ split }) => split !== "");
}

/**
 * Rows with splits: as they are, from the run's own file, or newly dealt by patient.
 *
 * @throws {CliError} tag `data` when a patient is in two splits
 */
export function splitRows(
  rows: readonly ManifestRow[],
  runFolder: string,
  seed: number,
): { readonly rows: readonly ManifestRow[]; readonly isNew: boolean } {
  if (hasSplits(rows)) {
    const [leak] = findLeaks(rows);
    if (leak !== undefined) {
      throw new CliError(
        "data",
        `splits: a patient must be in one split only, but "${leak.patient}" of "${leak.source}" is in ${leak.splits.join(" and ")}. Run pleura data check, then data split.`,
      );
    }
    return { rows, isNew: false };
  }
  const frozen = applyFrozenSplit(rows, runFolder);
  if (frozen !== undefined) return { rows: frozen, isNew: false };
  return { rows: patientSplit(rows, { seed, fractions: DEFAULT_FRACTIONS }), isNew: true };
}

/** The rows with the splits that a run froze; undefined when it froze none. */
export function applyFrozenSplit(
  rows: readonly ManifestRow[],
  runFolder: string,
): readonly ManifestRow[] | undefined {
  const path = join(runFolder, SPLIT_FILE);
  if (!existsSync(path)) return undefined;
  const table = readCsv(readFileSync(path), { name: path, required: ["file", "split"] });
  const splitOf = new Map(
    table.rows.map(({ cells }) => [cells["file"] ?? "", cells["split"] ?? ""]),
  );
  return rows.map((row) => {
    const split = splitOf.get(row.file) ?? "";
    return { ...row, split: split as ManifestRow["split"] };
  });
}

/** Freezes the splits of a run beside its checkpoints. */
export function freezeSplit(rows: readonly ManifestRow[], runFolder: string): void {
  const columns = ["file", "source", "patient", "label", "split"];
  const records = rows.map(({ file, source, patient, label, split }) => ({
    file,
    source,
    patient,
    label,
    split,
  }));
  writeAtomic(join(runFolder, SPLIT_FILE), writeCsv(columns, records), "checkpoint");
}
