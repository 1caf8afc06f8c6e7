// The plane on which films are compared: the picture without its empty border, at a given size.

import type { GreyImage } from "../formats/image.ts";
import { resize } from "../prepare/resize.ts";
import type { Plane } from "./blur.ts";

/** Part of an image: columns `left … right − 1`, rows `top … bottom − 1`. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The box of all of an image. */
export function wholeBox({ width, height }: Pick<GreyImage, "width" | "height">): Box {
  return { left: 0, top: 0, right: width, bottom: height };
}

/** Share of the image's range that an empty line may vary by: JPEG's ringing beside a black bar. */
const EMPTY_RANGE = 0.06;
/** Most of a side that may be cut away: a film that is nearly empty is left whole. */
const MOST_CUT = 0.4;

/**
 * The picture without the lines at its edges that hold one value, such as bars that squared it.
 *
 * At most 40 % of a side is cut from one edge.
 */
export function contentBox(image: GreyImage): Box {
  const known = boxes.get(image);
  if (known !== undefined) return known;
  const box = findContent(image);
  boxes.set(image, box);
  return box;
}

/** Several measures of one image need its box, and finding it reads every pixel. */
const boxes = new WeakMap<GreyImage, Box>();

function findContent({ width, height, data }: GreyImage): Box {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const limit = EMPTY_RANGE * (greatest - least);
  const isEmpty = (start: number, step: number, count: number): boolean => {
    let low = data[start] as number;
    let high = low;
    for (let k = 1; k < count; k += 1) {
      const value = data[start + k * step] as number;
      if (value < low) low = value;
      else if (value > high) high = value;
      if (high - low > limit) return false;
    }
    return true;
  };
  const isEmptyRow = (y: number): boolean => isEmpty(y * width, 1, width);
  const isEmptyColumn = (x: number): boolean => isEmpty(x, width, height);
  const cut = (count: number, isEmptyLine: (line: number) => boolean): number => {
    let line = 0;
    while (line < count && isEmptyLine(line)) line += 1;
    return line === count ? 0 : line;
  };
  const mostX = Math.floor(MOST_CUT * width);
  const mostY = Math.floor(MOST_CUT * height);
  return {
    left: cut(mostX, isEmptyColumn),
    top: cut(mostY, isEmptyRow),
    right: width - cut(mostX, (x) => isEmptyColumn(width - 1 - x)),
    bottom: height - cut(mostY, (y) => isEmptyRow(height - 1 - y)),
  };
}

/** The box of an image, its longer side resized to `side` pixels. */
export function filmPlane(image: GreyImage, box: Box, side: number): Plane {
  const [w, h] = [box.right - box.left, box.bottom - box.top];
  const shrink = side / Math.max(w, h);
  const size = {
    width: Math.max(1, Math.round(w * shrink)),
    height: Math.max(1, Math.round(h * shrink)),
  };
  // Whole pixels are averaged first, to at least twice the size, which is much cheaper than a filter.
  const step = Math.max(1, Math.floor(1 / (2 * shrink)));
  const small = averaged(image, box, step);
  return { ...size, data: resize(small.data, small, size) };
}

/** Means of `step` × `step` pixels of the box; fewer at its right and lower edge. */
function averaged(
  { width, data }: GreyImage,
  { left, top, right, bottom }: Box,
  step: number,
): Plane {
  const [w, h] = [Math.ceil((right - left) / step), Math.ceil((bottom - top) / step)];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y += 1) {
    const lastY = Math.min(bottom, top + (y + 1) * step);
    for (let x = 0; x < w; x += 1) {
      const lastX = Math.min(right, left + (x + 1) * step);
      let sum = 0;
      let count = 0;
      for (let v = top + y * step; v < lastY; v += 1)
        for (let u = left + x * step; u < lastX; u += 1) {
          sum += data[v * width + u] as number;
          count += 1;
        }
      out[y * w + x] = sum / count;
    }
  }
  return { width: w, height: h, data: out };
}
