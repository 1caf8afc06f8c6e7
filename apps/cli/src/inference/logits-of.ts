// Logits of many images, a few at a time, so that memory does not grow with their number.
import { classCount, type Network } from "@pleura/models";
import type { PreparedImages } from "../node/prepared-images.ts";
import { oneAhead } from "./one-ahead.ts";

/** Least images of a chunk. */
const CHUNK = 64;

/** Rows in chunks of full batches. */
export function* chunksOf(rows: readonly number[], batch: number): Generator<readonly number[]> {
  const length = batch * Math.ceil(CHUNK / batch);
  for (let start = 0; start < rows.length; start += length) yield rows.slice(start, start + length);
}

/**
 * Logits `[rows.length, 3]`.
 *
 * @param onChunk called after each chunk with the images done so far
 */
export async function logitsOf(
  network: Network,
  images: Pick<PreparedImages, "batch">,
  rows: readonly number[],
  onChunk?: (done: number) => void,
): Promise<Float32Array> {
  const logits = new Float32Array(classCount * rows.length);
  let done = 0;
  const chunks = chunksOf(rows, network.batch);
  for await (const { item, made } of oneAhead(chunks, (chunk) => images.batch(chunk))) {
    logits.set(await network.logits(made, item.length), classCount * done);
    done += item.length;
    onChunk?.(done);
  }
  return logits;
}
