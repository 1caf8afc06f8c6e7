// predictions-val.csv and predictions-test.csv: what a run's classifier said about labelled films, logit by logit.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CLASSES, type CsvTable, type ManifestRow, readCsv, writeCsv } from "@pleura/data";
import { classCount } from "@pleura/models";
import { CliError } from "../cli-error.ts";
import { writeAtomic } from "./write-atomic.ts";

/** Splits whose films a classifier is asked about; the test films once, after all choices. */
export const PREDICTED_SPLITS = ["val", "test"] as const;

/** A split whose predictions are kept. */
export type PredictedSplit = (typeof PREDICTED_SPLITS)[number];

const predictionsPath = (folder: string, split: PredictedSplit): string =>
  join(folder, `predictions-${split}.csv`);

const LOGIT_COLUMNS = CLASSES.map((name) => `logit_${name}`);

/** True when the predictions of a split are there. */
export function hasPredictions(folder: string, split: PredictedSplit): boolean {
  return existsSync(predictionsPath(folder, split));
}

/** Writes logits `[n, 3]` of films; every f32 reads back as the same number. */
export function writePredictions(
  folder: string,
  split: PredictedSplit,
  rows: readonly ManifestRow[],
  logits: Float32Array,
): void {
  const records = rows.map(({ file, label }, row) => ({
    file,
    label,
    ...Object.fromEntries(
      LOGIT_COLUMNS.map((name, index) => [name, logits[classCount * row + index]]),
    ),
  }));
  const table = writeCsv(["file", "label", ...LOGIT_COLUMNS], records);
  writeAtomic(predictionsPath(folder, split), table, "checkpoint");
}

/**
 * Reads logits `[n, 3]` of films.
 *
 * @param rows the films as the study's split has them now
 * @throws {CliError} tag `checkpoint` when the file is of other films
 */
export function readPredictions(
  folder: string,
  split: PredictedSplit,
  rows: readonly ManifestRow[],
): Float32Array {
  const path = predictionsPath(folder, split);
  const table = readTable(path);
  const logits = new Float32Array(classCount * rows.length);
  const isSame =
    table.rows.length === rows.length &&
    table.rows.every(({ cells }, row) => {
      LOGIT_COLUMNS.forEach((name, index) => {
        logits[classCount * row + index] = Number(cells[name] || Number.NaN);
      });
      return cells["file"] === rows[row]?.file && cells["label"] === rows[row]?.label;
    });
  if (isSame && logits.every(Number.isFinite)) return logits;
  throw new CliError(
    "checkpoint",
    `"${path}": it must hold the logits of the ${rows.length} ${split} films of the study's split, but it holds others. Delete the cell's folder; the study trains it again.`,
  );
}

function readTable(path: string): CsvTable {
  try {
    return readCsv(readFileSync(path), {
      name: path,
      required: ["file", "label", ...LOGIT_COLUMNS],
    });
  } catch (cause) {
    throw new CliError(
      "checkpoint",
      `"${path}": it must be a table of films and logits, but it is damaged (${(cause as Error).message}). Delete the file; the study asks the classifier again.`,
      cause,
    );
  }
}
