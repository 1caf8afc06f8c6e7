// A film as a model sees it, with the way back to the film.
import { type Fit, fitSquare, type Geometry } from "@pleura/data";
import type { Size } from "../view/viewport.ts";

/** What a model is given: `[size, size]` in [0, 1], and where the film lies in it. */
export interface ModelInput {
  readonly data: Float32Array;
  readonly geometry: Geometry;
}

/** The input with its geometry, which follows from the film's size and the model's alone. */
export function asModelInput(
  data: Float32Array,
  film: Size,
  eye: { readonly size: number; readonly fit: Fit },
): ModelInput {
  return { data, geometry: fitSquare(film.width, film.height, eye.size, eye.fit) };
}
