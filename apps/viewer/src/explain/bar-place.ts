// Where the colour bar stands in a pane: beside the film where there is room, over it where there is none.
import { type Place, type Size, toPane } from "../view/viewport.ts";

/** In a margin beside or above the film, or over the film's right side. */
export type BarPlace = "in-right" | "in-left" | "in-top" | "over";

/** Room that the upright bar takes with its numbers, CSS pixels. */
const UPRIGHT = 60;

/** Height of the lying bar with its numbers, CSS pixels. */
const LYING = 46;

/** In a narrower pane an upright bar over the film hides too much of it; the panel has one as well. */
const NARROW = 360;

/** The bar's place; undefined where it would hide too much. */
export function barPlace(place: Place): BarPlace | undefined {
  const { left, right, top } = margins(place, place.film);
  if (right >= UPRIGHT) return "in-right";
  if (left >= UPRIGHT) return "in-left";
  if (top >= LYING) return "in-top";
  return place.pane.width < NARROW ? undefined : "over";
}

/** Free room around the film, negative where it is cut off. */
function margins(place: Place, { width, height }: Size) {
  const corners = [toPane(place, { x: 0, y: 0 }), toPane(place, { x: width, y: height })];
  return {
    left: Math.min(...corners.map(({ x }) => x)),
    right: place.pane.width - Math.max(...corners.map(({ x }) => x)),
    top: Math.min(...corners.map(({ y }) => y)),
  };
}
