// Local shuffling: many small blocks whose pixels are permuted inside the block.

import { shuffleInPlace } from "../random/shuffled-order.ts";
import type { RandomStream } from "../random/stream.ts";
import type { PlaneSize } from "./plane.ts";

/** How many blocks, and the largest side as 1/sideDivisor of the image's side. */
export interface LocalShuffleOptions {
  readonly blocks: number;
  readonly sideDivisor: number;
}

/**
 * A copy of the image with shuffled blocks; blocks read the untouched image, later ones overwrite.
 *
 * Sides are uniform in 1 … ⌊R/sideDivisor⌋ (at least 1), corners uniform in 0 … R − side.
 * Since sides scale with R, the same number of blocks touches the same share at any size.
 */
export function shuffleLocally(
  image: Float32Array,
  { height, width }: PlaneSize,
  stream: RandomStream,
  { blocks, sideDivisor }: LocalShuffleOptions,
): Float32Array {
  const shuffled = Float32Array.from(image);
  const highest = Math.max(1, Math.floor(height / sideDivisor));
  const widest = Math.max(1, Math.floor(width / sideDivisor));
  const scratch = new Float32Array(highest * widest);
  for (let block = 0; block < blocks; block += 1) {
    const rows = stream.integer(1, highest);
    const columns = stream.integer(1, widest);
    const top = stream.integer(0, height - rows);
    const left = stream.integer(0, width - columns);
    for (let row = 0; row < rows; row += 1) {
      const start = (top + row) * width + left;
      scratch.set(image.subarray(start, start + columns), row * columns);
    }
    shuffleInPlace(scratch, rows * columns, stream);
    for (let row = 0; row < rows; row += 1)
      shuffled.set(
        scratch.subarray(row * columns, (row + 1) * columns),
        (top + row) * width + left,
      );
  }
  return shuffled;
}
