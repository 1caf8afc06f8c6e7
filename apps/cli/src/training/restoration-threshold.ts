// What a restoration model's own validation films score when it is given them whole: kept in its best checkpoint.
import { quantile } from "@pleura/data";
import { loadNetwork } from "@pleura/models";
import { restorationScores } from "../inference/restoration-scores.ts";
import type { BestContext } from "./training-recipe.ts";

/** The share of its own films that a model does not call unlike the training data. */
const SHARE = 0.95;

/** Fewest films that say where the last twentieth begins. */
const LEAST_FILMS = 20;

/** The threshold of {@link SHARE} of the scores 1 − SSIM; undefined when there are too few. */
export function thresholdOf(scores: readonly number[]): number | undefined {
  if (scores.length < LEAST_FILMS) return undefined;
  const sorted = [...scores].sort((a, b) => a - b);
  return quantile(sorted, SHARE);
}

/**
 * `restorationThreshold`: 95 % of the validation films score at most this 1 − SSIM(x, restore(x)); `restorationFilms`:
 * how many films that were. Without enough validation films there is none.
 */
export async function restorationFacts({
  device,
  bytes,
  batch,
  images,
  validation,
  stop,
}: BestContext): Promise<Readonly<Record<string, string>>> {
  if (validation.length < LEAST_FILMS) return {};
  const { network } = loadNetwork(device, bytes, batch);
  try {
    const read = (indices: readonly number[]) =>
      images.batch(indices.map((index) => validation[index] as number));
    const threshold = thresholdOf(await restorationScores(network, validation.length, read, stop));
    // Four digits: the page shows three, and a checkpoint's text should not look surer than it is.
    return threshold === undefined
      ? {}
      : {
          restorationThreshold: threshold.toFixed(4),
          restorationFilms: `${validation.length}`,
        };
  } finally {
    await network.destroy();
  }
}
