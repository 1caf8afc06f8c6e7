// Augmentation for the classifier: small random turns, zooms, shifts, shears, mirrors and exposures.

import type { RandomStream } from "../random/stream.ts";
import { type Movement, moveImage } from "./move-image.ts";
import type { PlaneSize } from "./plane.ts";

/** Largest change of each kind; all 0 leaves the image as it is. */
export interface AugmentOptions {
  /** Rotation uniform in ± this, in degrees. */
  readonly rotationDegrees: number;
  /** Zoom of each axis uniform in 1 ± this, independent of the other's. */
  readonly zoom: number;
  /** Shift of each axis uniform in ± this, as a share of the side. */
  readonly shift: number;
  /** Shear uniform in ± this, in degrees. */
  readonly shearDegrees: number;
  /** Chance of swapping left and right. */
  readonly mirrorRate: number;
  /** Gamma is 2^u, u uniform in ± this. */
  readonly gamma: number;
}

/** Names of the presets that ship. */
export type AugmentPresetName = "none" | "gentle" | "authors";

const none: AugmentOptions = {
  rotationDegrees: 0,
  zoom: 0,
  shift: 0,
  shearDegrees: 0,
  mirrorRate: 0,
  gamma: 0,
};

/**
 * Presets: `authors` are the ranges of the published classifier, whose shear of .15 Keras reads as degrees; `gentle`
 * keeps the heart on its side.
 */
export const AUGMENT_PRESETS: Readonly<Record<AugmentPresetName, AugmentOptions>> = {
  none,
  gentle: { ...none, rotationDegrees: 8, zoom: 0.1, shift: 0.05, gamma: 0.3 },
  authors: {
    ...none,
    rotationDegrees: 20,
    zoom: 0.15,
    shift: 0.2,
    shearDegrees: 0.15,
    mirrorRate: 0.5,
  },
};

/**
 * A randomly changed copy of a grey image, bilinear, border pixels repeated outside: a movement (see `moveImage`),
 * then v ↦ v^gamma.
 *
 * @param image grey values in [0, 1], row-major; not changed
 * @param stream random numbers of this sample and epoch, op `RANDOM_OPS.augment`
 * @throws {RangeError} when the array does not fit the size
 */
export function augment(
  image: Float32Array,
  size: PlaneSize,
  stream: RandomStream,
  options: AugmentPresetName | AugmentOptions = "gentle",
): Float32Array {
  const limits = typeof options === "string" ? AUGMENT_PRESETS[options] : options;
  const { movement, gamma } = drawChange(limits, size, stream);
  const moved = moveImage(image, size, movement);
  return gamma === 1 ? moved : moved.map((value) => value ** gamma);
}

/** Draws a movement and a gamma within limits. */
export function drawChange(
  limits: AugmentOptions,
  { height, width }: PlaneSize,
  stream: RandomStream,
): { readonly movement: Movement; readonly gamma: number } {
  // Every draw is made whatever the limits, so that one limit does not shift another's numbers.
  const spread = (limit: number): number => limit * (2 * stream.uniform() - 1);
  const rotationDegrees = spread(limits.rotationDegrees);
  const zoomColumns = 1 + spread(limits.zoom);
  const zoomRows = 1 + spread(limits.zoom);
  const shiftColumns = spread(limits.shift) * width;
  const shiftRows = spread(limits.shift) * height;
  const isMirrored = stream.uniform() < limits.mirrorRate;
  const gamma = 2 ** spread(limits.gamma);
  const shearDegrees = spread(limits.shearDegrees);
  const zooms = { zoomRows, zoomColumns };
  const shifts = { shiftRows, shiftColumns };
  return { movement: { rotationDegrees, ...zooms, ...shifts, shearDegrees, isMirrored }, gamma };
}
