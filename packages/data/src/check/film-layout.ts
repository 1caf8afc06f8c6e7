// How much a picture is laid out as the other films of its data set: lungs left and right of a bright middle.

import { contentBox, filmPlane } from "../duplicates/film-plane.ts";
import type { GreyImage } from "../formats/image.ts";
import { resize } from "../prepare/resize.ts";

/** Side of the small picture that layouts are compared on, pixels. */
export const LAYOUT_SIDE = 24;
const PIXELS = LAYOUT_SIDE * LAYOUT_SIDE;
/** Pixels that a film may be off the middle. */
const SHIFT = 2;

/** How usual a picture's layout is. */
export interface LayoutScore {
  /** Greatest correlation with the data set's mean film over small shifts, −1 to 1. */
  readonly likeness: number;
  /** Greatest correlation with its own mirror image over small shifts, −1 to 1. */
  readonly symmetry: number;
}

/** The film without empty border, squashed to `[24, 24]`, values ranked to 0–255. */
export function layoutOf(image: GreyImage): Uint8Array {
  const plane = filmPlane(image, contentBox(image), 4 * LAYOUT_SIDE);
  const small = resize(plane.data, plane, { width: LAYOUT_SIDE, height: LAYOUT_SIDE });
  const order = Array.from(small.keys()).sort(
    (a, b) => (small[a] as number) - (small[b] as number) || a - b,
  );
  const ranks = new Uint8Array(PIXELS);
  for (const [rank, at] of order.entries()) ranks[at] = Math.round((255 * rank) / (PIXELS - 1));
  return ranks;
}

/** Scores of films against the mean of all of them. */
export function scoreLayouts(layouts: readonly Uint8Array[]): LayoutScore[] {
  const mean = new Float64Array(PIXELS);
  for (const layout of layouts)
    for (let at = 0; at < PIXELS; at += 1)
      mean[at] = (mean[at] as number) + (layout[at] as number) / layouts.length;
  return layouts.map((layout) => ({
    likeness: greatest(layout, (x, y) => mean[y * LAYOUT_SIDE + x] as number),
    symmetry: greatest(
      layout,
      (x, y) => layout[y * LAYOUT_SIDE + LAYOUT_SIDE - 1 - x] as number,
      0,
    ),
  }));
}

function greatest(
  layout: Uint8Array,
  other: (x: number, y: number) => number,
  rows = SHIFT,
): number {
  let best = -1;
  for (let dy = -rows; dy <= rows; dy += 1)
    for (let dx = -SHIFT; dx <= SHIFT; dx += 1)
      best = Math.max(best, shiftedCorrelation(layout, other, dx, dy));
  return best;
}

function shiftedCorrelation(
  layout: Uint8Array,
  other: (x: number, y: number) => number,
  dx: number,
  dy: number,
): number {
  let [n, sp, sq, spp, sqq, spq] = [0, 0, 0, 0, 0, 0];
  for (let y = Math.max(0, -dy); y < Math.min(LAYOUT_SIDE, LAYOUT_SIDE - dy); y += 1)
    for (let x = Math.max(0, -dx); x < Math.min(LAYOUT_SIDE, LAYOUT_SIDE - dx); x += 1) {
      const p = layout[(y + dy) * LAYOUT_SIDE + x + dx] as number;
      const q = other(x, y);
      n += 1;
      sp += p;
      sq += q;
      spp += p * p;
      sqq += q * q;
      spq += p * q;
    }
  const spread = Math.sqrt((spp - (sp * sp) / n) * (sqq - (sq * sq) / n));
  return spread > 0 ? (spq - (sp * sq) / n) / spread : 0;
}
