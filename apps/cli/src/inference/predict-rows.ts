// Predictions of a classifier for the labelled images of a data set.
import { classIndex, patientKey } from "@pleura/data";
import { classCount, type Network } from "@pleura/models";
import type { PreparedImages } from "../node/prepared-images.ts";
import type { Output } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { requireFinite, softmaxRows } from "./class-scores.ts";
import { logitsOf } from "./logits-of.ts";

/** Predictions for labelled images. */
export interface Predictions {
  readonly files: readonly string[];
  readonly sources: readonly string[];
  /** Patient of each image; images of one patient are resampled together. */
  readonly patients: readonly string[];
  /** Class numbers. */
  readonly truth: readonly number[];
  /** `[n, 3]`, rows sum to 1. */
  readonly probabilities: Float64Array;
}

/**
 * Predicts every row.
 *
 * @throws {CliError} tag `non-finite` naming the first image whose logits are no numbers
 * @throws {StoppedError} after a signal
 */
export async function predictRows(
  network: Network,
  images: PreparedImages,
  output: Output,
  stop: StopRequest,
): Promise<Predictions> {
  const { rows } = images;
  const progress = createProgress(output, "evaluate", rows.length, "images");
  const logits = await logitsOf(network, images, [...rows.keys()], (done) => {
    progress.update(done);
    stop.check();
  }).finally(() => progress.end());
  for (const [row, { file }] of rows.entries()) {
    requireFinite(logits.subarray(classCount * row, classCount * (row + 1)), file);
  }
  return {
    files: rows.map(({ file }) => file),
    sources: rows.map(({ source }) => source),
    patients: rows.map(patientKey),
    truth: rows.map(({ label }) => classIndex(label)),
    probabilities: softmaxRows(logits),
  };
}
