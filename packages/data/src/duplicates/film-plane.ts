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
export function contentBox({ width, height, data }: GreyImage): Box {
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
  const cut = new Float32Array(w * h);
  for (let y = 0; y < h; y += 1)
    for (let x = 0; x < w; x += 1)
      cut[y * w + x] = image.data[(y + box.top) * image.width + x + box.left] as number;
  const shrink = side / Math.max(w, h);
  const size = {
    width: Math.max(1, Math.round(w * shrink)),
    height: Math.max(1, Math.round(h * shrink)),
  };
  return { ...size, data: resize(cut, { width: w, height: h }, size) };
}
