// Turns a decoded grey image into the square of 256 grey levels that models see as values in [0, 1].

import type { GreyImage } from "../formats/image.ts";
import { levelOfValue, valuesOfLevels } from "./grey-levels.ts";
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

/** A prepared image as it is kept: grey levels `[size, size]`, 255 = white. */
export type PreparedLevels = { readonly levels: Uint8Array; readonly geometry: Geometry };

/**
 * Number of the rules by which bytes of a file become grey levels: decoding, resizing, rounding.
 * Raised whenever one of them gives other levels, so that what was kept by older rules is made anew.
 */
export const PREPARE_RULES = 1;

/**
 * Prepares an image: antialiased resize to `size`×`size`, division by `maxValue`, and the nearest
 * of 256 grey levels (docs/adr/0009-prepared-images-have-256-grey-levels.md).
 *
 * @param image a decoded grey image
 * @throws {RangeError} when size is no whole number of at least 1
 */
export function prepareLevels(image: GreyImage, options: PrepareOptions): PreparedLevels {
  const { size, fit, filter = "bilinear" } = options;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `prepare: "size" must be a whole number of at least 1, but it is ${size}. Give the model's input size.`,
    );
  }
  const geometry = fitSquare(image.width, image.height, size, fit);
  const picture = resize(image.data, image, geometry, filter);
  const levels = new Uint8Array(size * size);
  for (let y = 0; y < geometry.height; y++) {
    const row = (y + geometry.offsetY) * size + geometry.offsetX;
    for (let x = 0; x < geometry.width; x++) {
      levels[row + x] = levelOfValue((picture[y * geometry.width + x] as number) / image.maxValue);
    }
  }
  return { levels, geometry };
}

/**
 * Prepares an image for a model: {@link prepareLevels}, level / 255. An image that was kept as
 * levels and one that is decoded now have the same values.
 *
 * @param image a decoded grey image
 * @throws {RangeError} when size is no whole number of at least 1
 */
export function prepareImage(image: GreyImage, options: PrepareOptions): PreparedImage {
  const { levels, geometry } = prepareLevels(image, options);
  return { data: valuesOfLevels(levels), geometry };
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
