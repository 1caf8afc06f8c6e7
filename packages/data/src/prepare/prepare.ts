// Turns a decoded grey image into the square [0, 1] array that models see.

import type { GreyImage } from "../formats/image.ts";
import { type ResizeFilter, resize } from "./resize.ts";

/** `pad` keeps the aspect and fills the rest with black; `squash` stretches, as the paper does. */
export type Fit = "pad" | "squash";

/** How to prepare an image. */
export type PrepareOptions = {
  /** Side of the square result, pixels. */
  readonly size: number;
  readonly fit: Fit;
  /** `bilinear` when absent. */
  readonly filter?: ResizeFilter | undefined;
};

/**
 * Where the picture lies inside the square: prepared = source · scale + offset, in pixel edges
 * (0 = left edge of the first pixel).
 */
export type Geometry = {
  readonly size: number;
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  /** Columns and rows that the picture covers inside the square. */
  readonly width: number;
  readonly height: number;
  /** First column and row of the picture inside the square. */
  readonly offsetX: number;
  readonly offsetY: number;
  readonly scaleX: number;
  readonly scaleY: number;
};

/** A prepared image: values `[size, size]` in [0, 1], and the way back to the source's pixels. */
export type PreparedImage = { readonly data: Float32Array; readonly geometry: Geometry };

/**
 * Prepares an image: antialiased resize to `size`×`size`, then division by `maxValue`.
 *
 * @param image a decoded grey image
 * @throws {RangeError} when size is no whole number of at least 1
 */
export function prepareImage(image: GreyImage, options: PrepareOptions): PreparedImage {
  const { size, fit, filter = "bilinear" } = options;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `prepare: "size" must be a whole number of at least 1, but it is ${size}. Give the model's input size.`,
    );
  }
  const geometry = fitSquare(image.width, image.height, size, fit);
  const picture = resize(image.data, image, geometry, filter);
  const data = new Float32Array(size * size);
  for (let y = 0; y < geometry.height; y++) {
    const row = (y + geometry.offsetY) * size + geometry.offsetX;
    for (let x = 0; x < geometry.width; x++) {
      const value = (picture[y * geometry.width + x] as number) / image.maxValue;
      data[row + x] = Math.min(1, Math.max(0, value));
    }
  }
  return { data, geometry };
}

/**
 * Places a picture inside a square: the longer side fills it, the shorter one is centred.
 *
 * @param width columns of the source, pixels
 * @param height rows of the source, pixels
 */
export function fitSquare(width: number, height: number, size: number, fit: Fit): Geometry {
  const shrink = size / Math.max(width, height);
  const inside = (side: number): number =>
    fit === "squash" ? size : Math.max(1, Math.round(side * shrink));
  const fitted = { width: inside(width), height: inside(height) };
  return {
    size,
    sourceWidth: width,
    sourceHeight: height,
    ...fitted,
    offsetX: (size - fitted.width) >> 1,
    offsetY: (size - fitted.height) >> 1,
    scaleX: fitted.width / width,
    scaleY: fitted.height / height,
  };
}

/**
 * Maps a square map (a heatmap) back onto the source's pixels: cuts the padding, then resizes.
 *
 * @param map values `[size, size]` as the model's input
 * @returns values `[sourceHeight, sourceWidth]`
 */
export function toSourceGrid(map: ArrayLike<number>, geometry: Geometry): Float32Array {
  const { size, width, height, offsetX, offsetY, sourceWidth, sourceHeight } = geometry;
  const cut = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      cut[y * width + x] = map[(y + offsetY) * size + x + offsetX] as number;
    }
  }
  return resize(cut, { width, height }, { width: sourceWidth, height: sourceHeight });
}
