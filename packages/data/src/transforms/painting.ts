// In-painting hides a few blocks; out-painting hides all but a few windows.

import type { RandomStream } from "../random/stream.ts";
import type { PlaneSize } from "./plane.ts";

/** What hidden pixels become: one colour picked from the image, or uniform noise in [0, 1). */
export type Fill = "picked-colour" | "noise";

/** In-painting: another block while U < continueRate, `blocks` at most. */
export interface InPaintOptions {
  readonly blocks: number;
  readonly continueRate: number;
  readonly fill: Fill;
  /** True leaves the last row and column of each block black, as the authors' loops do. */
  readonly hasBlackEdge: boolean;
}

/** Out-painting: `windows` always, then another while U < continueRate, `extraWindows` at most. */
export interface OutPaintOptions {
  readonly windows: number;
  readonly extraWindows: number;
  readonly continueRate: number;
  readonly fill: Fill;
}

/** Blocks keep this distance from the border, in pixels, where the image is large enough. */
const BORDER = 3;

interface Block {
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A copy with hidden blocks of sides ⌊R/6⌋ … ⌊R/3⌋ and corners in 3 … R − side − 3.
 *
 * A picked colour is that of a random pixel in the block or one pixel past it; later blocks pick
 * from what earlier blocks left.
 */
export function paintIn(
  image: Float32Array,
  size: PlaneSize,
  stream: RandomStream,
  options: InPaintOptions,
): Float32Array {
  const painted = Float32Array.from(image);
  let blocks = 0;
  while (blocks < options.blocks && stream.uniform() < options.continueRate) {
    blocks += 1;
    const rows = drawSide(stream, size.height, Math.floor(size.height / 6), size.height / 3);
    const columns = drawSide(stream, size.width, Math.floor(size.width / 6), size.width / 3);
    const block = placeBlock(stream, size, rows, columns);
    if (options.fill === "noise") fillNoise(painted, size, block, stream);
    else {
      const row = Math.min(size.height - 1, block.top + stream.integer(0, rows));
      const column = Math.min(size.width - 1, block.left + stream.integer(0, columns));
      const colour = painted[row * size.width + column] as number;
      if (options.hasBlackEdge) {
        fillColour(painted, size, block, 0);
        fillColour(painted, size, { ...block, rows: rows - 1, columns: columns - 1 }, colour);
      } else fillColour(painted, size, block, colour);
    }
  }
  return painted;
}

/**
 * A canvas of one colour (of a random pixel) or of noise, with windows restored from the image.
 *
 * Window sides are R − (⌊3R/7⌋ … ⌊4R/7⌋), corners in 3 … R − side − 3.
 */
export function paintOut(
  image: Float32Array,
  size: PlaneSize,
  stream: RandomStream,
  options: OutPaintOptions,
): Float32Array {
  const { height, width } = size;
  const painted = new Float32Array(image.length);
  const whole = { top: 0, left: 0, rows: height, columns: width };
  if (options.fill === "noise") fillNoise(painted, size, whole, stream);
  else painted.fill(image[stream.integer(0, image.length - 1)] as number);
  let windows = 0;
  while (
    windows < options.windows ||
    (windows < options.windows + options.extraWindows && stream.uniform() < options.continueRate)
  ) {
    windows += 1;
    const rows = drawSide(stream, height, height - Math.floor((4 * height) / 7), hidden(height));
    const columns = drawSide(stream, width, width - Math.floor((4 * width) / 7), hidden(width));
    const block = placeBlock(stream, size, rows, columns);
    for (let row = block.top; row < block.top + rows; row += 1) {
      const start = row * width + block.left;
      painted.set(image.subarray(start, start + columns), start);
    }
  }
  return painted;
}

function hidden(side: number): number {
  return side - Math.floor((3 * side) / 7);
}

/** A side between `low` and ⌊high⌋, both included, kept inside 1 … whole. */
function drawSide(stream: RandomStream, whole: number, low: number, high: number): number {
  const largest = Math.min(whole, Math.max(1, Math.floor(high)));
  return stream.integer(Math.min(largest, Math.max(1, low)), largest);
}

function placeBlock(stream: RandomStream, size: PlaneSize, rows: number, columns: number): Block {
  return {
    top: drawCorner(stream, size.height, rows),
    left: drawCorner(stream, size.width, columns),
    rows,
    columns,
  };
}

function drawCorner(stream: RandomStream, whole: number, side: number): number {
  // An image too small for the border of both sides gets the largest border that fits.
  const border = Math.min(BORDER, Math.floor((whole - side) / 2));
  return stream.integer(border, whole - side - border);
}

function fillColour(image: Float32Array, size: PlaneSize, block: Block, colour: number): void {
  for (let row = block.top; row < block.top + block.rows; row += 1) {
    const start = row * size.width + block.left;
    image.fill(colour, start, start + block.columns);
  }
}

function fillNoise(image: Float32Array, size: PlaneSize, block: Block, stream: RandomStream): void {
  for (let row = block.top; row < block.top + block.rows; row += 1) {
    const start = row * size.width + block.left;
    for (let pixel = start; pixel < start + block.columns; pixel += 1)
      image[pixel] = stream.uniform();
  }
}
