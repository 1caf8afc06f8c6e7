// Views of a prepared film that keep or hide the lungs: what a classifier can tell without them is no medicine.

import { resize } from "../prepare/resize.ts";
import { type PlaneSize, requirePlane } from "./plane.ts";

/**
 * Names of the views: `whole` film; `lungs-out` black inside a lung mask; `centre-out` black inside
 * a central box; `lungs-only` black outside a lung mask; `ring` the border only; `thumbnail` 16×16.
 */
export const INPUT_VIEWS = [
  "whole",
  "lungs-out",
  "centre-out",
  "lungs-only",
  "ring",
  "thumbnail",
] as const;

/** One of {@link INPUT_VIEWS}. */
export type InputViewName = (typeof INPUT_VIEWS)[number];

/**
 * Share of each side that the black box of `centre-out` takes, in the middle.
 *
 * Of the lung pixels of 60 phantoms (seed 0, size 64) it covers 99.6 %. Maguolo and Nanni 2021
 * black out a square in the middle too.
 */
export const CENTRE_SHARE = 0.8;

/**
 * Width of the border that `ring` keeps, as a share of the side: markers, annotations, collimation
 * and padding lie there, and hardly a lung (0.006 % of the phantoms' lung pixels).
 */
export const RING_SHARE = 1 / 16;

/** Pixels by which a lung mask grows, as a share of the side: masks end inside the pleura. */
export const MASK_MARGIN_SHARE = 1 / 32;

/** Side of `thumbnail`, pixels. */
export const THUMBNAIL_SIDE = 16;

/** True for the views that a lung mask decides. */
export function needsLungMask(view: InputViewName): boolean {
  return view === "lungs-out" || view === "lungs-only";
}

/**
 * A film as a view shows it.
 *
 * Views are taken of the prepared film, before any augmentation: a shift or a turn afterwards moves
 * what is left, but brings nothing back that the view hid.
 *
 * @param image grey values in [0, 1], row-major; not changed
 * @param lungs 1 in the lungs, else 0, as many values; only for `lungs-out` and `lungs-only`
 * @throws {RangeError} when an array does not fit the size, or a mask is missing
 */
export function viewImage(
  view: InputViewName,
  image: Float32Array,
  size: PlaneSize,
  lungs?: Uint8Array,
): Float32Array {
  requirePlane("view", image, size);
  if (view === "whole") return image;
  if (view === "thumbnail") return enlargedThumbnail(image, size);
  if (view === "ring") return keepWhere(image, size, (x, y) => !isInside(x, y, size, RING_SHARE));
  if (view === "centre-out") {
    const margin = (1 - CENTRE_SHARE) / 2;
    return keepWhere(image, size, (x, y) => !isInside(x, y, size, margin));
  }
  if (lungs?.length !== image.length)
    throw new RangeError(
      `view "${view}": the lung mask must hold ${image.length} values, but` +
        ` ${lungs === undefined ? "there is none" : `it holds ${lungs.length}`}. Give the film's own mask.`,
    );
  const grown = growMask(lungs, size);
  const isKept = view === "lungs-only" ? 1 : 0;
  return image.map((value, pixel) => (grown[pixel] === isKept ? value : 0));
}

/**
 * Means of 16×16 areas of a film: the thumbnail itself, row-major.
 *
 * @throws {RangeError} when the array does not fit the size
 */
export function thumbnailOf(image: Float32Array, size: PlaneSize): Float32Array {
  requirePlane("thumbnail", image, size);
  const { height, width } = size;
  const side = THUMBNAIL_SIDE;
  const narrow = new Float64Array(height * side);
  const columns = areaShares(width);
  const rows = areaShares(height);
  for (let y = 0; y < height; y += 1)
    for (const [from, to, share] of columns)
      narrow[y * side + to] =
        (narrow[y * side + to] as number) + share * (image[y * width + from] as number);
  const sums = new Float64Array(side * side);
  for (const [from, to, share] of rows)
    for (let x = 0; x < side; x += 1)
      sums[to * side + x] =
        (sums[to * side + x] as number) + share * (narrow[from * side + x] as number);
  return Float32Array.from(sums);
}

/** Which share of output cell `to` input pixel `from` makes, for all that overlap. */
function areaShares(
  length: number,
): readonly (readonly [from: number, to: number, share: number])[] {
  const shares: [number, number, number][] = [];
  const cell = length / THUMBNAIL_SIDE;
  for (let to = 0; to < THUMBNAIL_SIDE; to += 1) {
    const low = to * cell;
    const high = low + cell;
    for (let from = Math.floor(low); from < Math.min(length, Math.ceil(high)); from += 1) {
      const overlap = Math.min(high, from + 1) - Math.max(low, from);
      if (overlap > 0) shares.push([from, to, overlap / cell]);
    }
  }
  return shares;
}

/** Bilinear, so that the borders between areas say nothing that the thumbnail does not. */
function enlargedThumbnail(image: Float32Array, size: PlaneSize): Float32Array {
  const from = { width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE };
  return resize(thumbnailOf(image, size), from, size, "bilinear");
}

function isInside(x: number, y: number, { height, width }: PlaneSize, margin: number): boolean {
  const left = Math.round(margin * width);
  const top = Math.round(margin * height);
  return x >= left && x < width - left && y >= top && y < height - top;
}

function keepWhere(
  image: Float32Array,
  { width }: PlaneSize,
  isKept: (x: number, y: number) => boolean,
): Float32Array {
  return image.map((value, pixel) =>
    isKept(pixel % width, Math.floor(pixel / width)) ? value : 0,
  );
}

/** Dilation by a square of side 2·margin + 1, first along the rows. */
function growMask(mask: Uint8Array, { height, width }: PlaneSize): Uint8Array {
  const margin = Math.max(1, Math.round(MASK_MARGIN_SHARE * Math.max(height, width)));
  const wide = new Uint8Array(mask.length);
  const grown = new Uint8Array(mask.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      if (mask[y * width + x] !== 1) continue;
      wide.fill(
        1,
        y * width + Math.max(0, x - margin),
        y * width + Math.min(width, x + margin + 1),
      );
    }
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      if (wide[y * width + x] !== 1) continue;
      const last = Math.min(height - 1, y + margin);
      for (let row = Math.max(0, y - margin); row <= last; row += 1) grown[row * width + x] = 1;
    }
  return grown;
}
