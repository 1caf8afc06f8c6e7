// The out-of-distribution score: how badly a restoration model gives back an image that it was given whole.
import type { Network } from "@pleura/models";
import type { StopRequest } from "../signals/stop-request.ts";
import { chunksOf } from "./logits-of.ts";

/**
 * 1 − SSIM(x, restore(x)) of images, 0 for those that come back as they were.
 *
 * @param count number of images
 * @param read values `[n, size, size]` of images by their numbers
 */
export async function restorationScores(
  network: Network,
  count: number,
  read: (indices: readonly number[]) => Promise<Float32Array>,
  stop: StopRequest,
): Promise<number[]> {
  const scores: number[] = [];
  const all = Array.from({ length: count }, (_, index) => index);
  for (const chunk of chunksOf(all, network.batch)) {
    stop.check();
    const images = await read(chunk);
    const { ssimAfter } = await network.restoration(images, images, chunk.length);
    scores.push(...Array.from(ssimAfter, (similarity) => 1 - similarity));
  }
  return scores;
}
