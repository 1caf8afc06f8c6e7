// Augmentation for the classifier: small random turns, zooms, shifts, mirrors and exposures.

import type { RandomStream } from "../random/stream.ts";
import { type PlaneSize, requirePlane } from "./plane.ts";

/** Largest change of each kind; all 0 leaves the image as it is. */
export interface AugmentOptions {
  /** Rotation uniform in ± this, in degrees. */
  readonly rotationDegrees: number;
  /** Zoom of each axis uniform in 1 ± this. */
  readonly zoom: number;
  /** Shift of each axis uniform in ± this, as a share of the side. */
  readonly shift: number;
  /** Chance of swapping left and right. */
  readonly mirrorRate: number;
  /** Gamma is 2^u, u uniform in ± this. */
  readonly gamma: number;
}

/** Names of the presets that ship. */
export type AugmentPresetName = "none" | "gentle" | "authors";

/**
 * Presets: `authors` are the ranges of the published classifier (shear of 0.15 degrees left out:
 * it moves no pixel by half a pixel below side 380); `gentle` keeps the heart on its side.
 */
export const AUGMENT_PRESETS: Readonly<Record<AugmentPresetName, AugmentOptions>> = {
  none: { rotationDegrees: 0, zoom: 0, shift: 0, mirrorRate: 0, gamma: 0 },
  gentle: { rotationDegrees: 8, zoom: 0.1, shift: 0.05, mirrorRate: 0, gamma: 0.3 },
  authors: { rotationDegrees: 20, zoom: 0.15, shift: 0.2, mirrorRate: 0.5, gamma: 0 },
};

/**
 * A randomly changed copy of a grey image, bilinear, border pixels repeated outside.
 *
 * Output pixel p reads the input at c + Z·R·(p − c) + s with centre c, rotation R, zooms Z and
 * shift s; then v ↦ v^gamma.
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
  requirePlane("augment", image, size);
  const limits = typeof options === "string" ? AUGMENT_PRESETS[options] : options;
  const { height, width } = size;
  // Every draw is made whatever the limits, so that one limit does not shift another's numbers.
  const spread = (limit: number): number => limit * (2 * stream.uniform() - 1);
  const angle = (spread(limits.rotationDegrees) * Math.PI) / 180;
  const zoomX = 1 + spread(limits.zoom);
  const zoomY = 1 + spread(limits.zoom);
  const shiftX = spread(limits.shift) * width;
  const shiftY = spread(limits.shift) * height;
  const isMirrored = stream.uniform() < limits.mirrorRate;
  const gamma = 2 ** spread(limits.gamma);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const centreX = (width - 1) / 2;
  const centreY = (height - 1) / 2;
  const out = new Float32Array(image.length);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const dx = (isMirrored ? -1 : 1) * (column - centreX);
      const dy = row - centreY;
      const x = clamp(centreX + shiftX + zoomX * (cos * dx - sin * dy), width - 1);
      const y = clamp(centreY + shiftY + zoomY * (sin * dx + cos * dy), height - 1);
      const value = bilinear(image, size, x, y);
      out[row * width + column] = gamma === 1 ? value : value ** gamma;
    }
  return out;
}

function bilinear(image: Float32Array, { height, width }: PlaneSize, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = Math.min(width - 1, left + 1);
  const bottom = Math.min(height - 1, top + 1);
  const across = x - left;
  const at = (row: number, column: number): number => image[row * width + column] as number;
  const upper = at(top, left) * (1 - across) + at(top, right) * across;
  const lower = at(bottom, left) * (1 - across) + at(bottom, right) * across;
  return upper + (y - top) * (lower - upper);
}

function clamp(value: number, high: number): number {
  return Math.min(high, Math.max(0, value));
}
