// Mirroring an image along one axis, and the random sequence of mirrors of the pretext task.

import type { RandomStream } from "../random/stream.ts";
import type { PlaneSize } from "./plane.ts";

/** `vertical` turns the image upside down, `horizontal` swaps left and right, `none` does nothing. */
export type FlipAxis = "vertical" | "horizontal" | "none";

/** How often to try, with which chance, and among which axes to draw. */
export interface FlipOptions {
  readonly rate: number;
  readonly attempts: number;
  readonly axes: readonly FlipAxis[];
}

/** A mirrored copy of the image. */
export function flip(
  image: Float32Array,
  { height, width }: PlaneSize,
  axis: FlipAxis,
): Float32Array {
  const flipped = Float32Array.from(image);
  if (axis === "horizontal")
    for (let row = 0; row < height; row += 1)
      flipped.subarray(row * width, (row + 1) * width).reverse();
  if (axis === "vertical")
    for (let row = 0; row < height; row += 1)
      flipped.set(image.subarray(row * width, (row + 1) * width), (height - 1 - row) * width);
  return flipped;
}

/** The axes to mirror one after the other: another one while U < rate, `attempts` at most. */
export function randomFlips(stream: RandomStream, options: FlipOptions): FlipAxis[] {
  const { rate, attempts, axes } = options;
  const drawn: FlipAxis[] = [];
  if (axes.length === 0) return drawn;
  while (drawn.length < attempts && stream.uniform() < rate)
    drawn.push(axes[stream.integer(0, axes.length - 1)] ?? "none");
  return drawn;
}
