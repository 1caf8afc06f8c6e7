// What fingers and the mouse do with a film: one pointer drags, two zoom and pan.
import { type Place, type Point, panBy, type Viewport, zoomAbout } from "./viewport.ts";

/** Pointers that are down, by their ids. */
export type Pointers = ReadonlyMap<number, Point>;

/** A wheel turned by this many CSS pixels doubles or halves; a notch of a mouse is about 100. */
const WHEEL_DOUBLING = 400;

/** A drag over this many CSS pixels doubles or halves. */
const DRAG_DOUBLING = 150;

/** A wheel's `deltaY` in CSS pixels: lines and pages as the browsers count them (UI Events, "deltaMode"). */
export function wheelPixels(delta: number, mode: number): number {
  const unit = [1, 16, 800][mode] ?? 1;
  // One event of a free-spinning wheel shall not jump across the film.
  return Math.max(-WHEEL_DOUBLING, Math.min(WHEEL_DOUBLING, delta * unit));
}

/** Zoom of a wheel about the pointer: away from the person magnifies. */
export function wheelZoom(place: Place, pixels: number, at: Point): Viewport {
  return zoomAbout(place, 2 ** (-pixels / WHEEL_DOUBLING), at);
}

/** Zoom of a drag with the zoom tool, about where it began: up magnifies. */
export function dragZoom(place: Place, y: number, start: Point): Viewport {
  return zoomAbout(place, 2 ** (-y / DRAG_DOUBLING), start);
}

/** Two fingers: their distance zooms about their middle, and the middle pans. */
export function pinch(
  place: Place,
  before: readonly [Point, Point],
  after: readonly [Point, Point],
): Viewport {
  const from = middle(before);
  const to = middle(after);
  const viewport = panBy(place, { x: to.x - from.x, y: to.y - from.y });
  // Fingers on one spot have no distance to compare with.
  const factor = distance(after) / Math.max(1, distance(before));
  return zoomAbout({ ...place, viewport }, factor, to);
}

function middle([one, other]: readonly [Point, Point]): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

function distance([one, other]: readonly [Point, Point]): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
