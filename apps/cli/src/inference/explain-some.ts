// Heatmaps of the images that teach most: a few right and a few wrong ones.
import { classCount, defaultScore, type Network, scoreCam } from "@pleura/models";
import type { PreparedImages } from "../node/prepared-images.ts";
import type { GalleryItem } from "../report/gallery.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { predictedClasses } from "./class-scores.ts";
import type { Predictions } from "./predictions.ts";

/**
 * Explains up to `count` right and `count` wrong images: right ones class by class in manifest
 * order, wrong ones from the most confident, since these teach most.
 *
 * @throws {StoppedError} after a signal
 */
export async function explainSome(
  network: Network,
  images: PreparedImages,
  { files, truth, probabilities }: Predictions,
  count: number,
  stop: StopRequest,
): Promise<GalleryItem[]> {
  const predicted = predictedClasses(probabilities);
  const confidence = (row: number): number =>
    probabilities[classCount * row + (predicted[row] as number)] as number;
  const rows = [...truth.keys()];
  const right = rows.filter((row) => truth[row] === predicted[row]);
  const rank = (row: number): number =>
    right.filter((other) => other < row && truth[other] === truth[row]).length;
  const chosenRight = [...right].sort((a, b) => rank(a) - rank(b) || a - b).slice(0, count);
  const wrong = rows.filter((row) => truth[row] !== predicted[row]);
  const chosenWrong = wrong.sort((a, b) => confidence(b) - confidence(a) || a - b).slice(0, count);
  const items: GalleryItem[] = [];
  for (const row of [...chosenRight, ...chosenWrong]) {
    stop.check();
    const film = await images.image(row);
    const label = predicted[row] as number;
    const found = await scoreCam(network, film, { score: defaultScore, classes: [label] });
    items.push({
      file: files[row] ?? "",
      film,
      map: found.classes[0]?.map ?? new Float32Array(film.length),
      size: network.model.size,
      truth: truth[row] as number,
      predicted: label,
      probability: confidence(row),
    });
  }
  return items;
}
