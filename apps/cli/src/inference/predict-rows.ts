// Asks a classifier about the labelled images of a data set.
import { classCount, type Network } from "@pleura/models";
import type { PreparedImages } from "../node/prepared-images.ts";
import type { Output } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { requireFinite } from "./class-scores.ts";
import { logitsOf } from "./logits-of.ts";
import { type Predictions, predictionsOf } from "./predictions.ts";

/**
 * Predicts every row.
 *
 * @param name of the work, for its progress
 * @throws {CliError} tag `non-finite` naming the first image whose logits are no numbers
 * @throws {StoppedError} after a signal
 */
export async function predictRows(
  network: Network,
  images: PreparedImages,
  output: Output,
  stop: StopRequest,
  name = "evaluate",
): Promise<Predictions> {
  const { rows } = images;
  const progress = createProgress(output, name, rows.length, "images");
  const logits = await logitsOf(network, images, [...rows.keys()], (done) => {
    progress.update(done);
    stop.check();
  }).finally(() => progress.end());
  for (const [row, { file }] of rows.entries()) {
    requireFinite(logits.subarray(classCount * row, classCount * (row + 1)), file);
  }
  return predictionsOf(rows, logits);
}
