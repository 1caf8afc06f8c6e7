// What a classifier sees of a single file: the image prepared as in its training, in the view it was trained on.

import type { GreyImage } from "../formats/image.ts";
import { type InputViewName, viewImage } from "../transforms/input-view.ts";
import { type Fit, prepareImage } from "./prepare.ts";

/** How a classifier wants its images; its checkpoint says so. */
export type ModelInputOptions = {
  /** Side of its input, pixels. */
  readonly size: number;
  readonly fit: Fit;
  /** What it saw of every film. */
  readonly view: InputViewName;
};

/**
 * Prepares an image for a classifier: {@link prepareImage}, then {@link viewImage}. The program and
 * the viewer both call this, so that one file has one input.
 *
 * @returns values `[size, size]` in [0, 1]
 * @throws {RangeError} for a view by lung masks, which single files do not have
 */
export function modelInput(image: GreyImage, { size, fit, view }: ModelInputOptions): Float32Array {
  const { data } = prepareImage(image, { size, fit });
  return viewImage(view, data, { height: size, width: size });
}
