// The pretext task's input: a distorted image beside the image to restore.

import type { RandomStream } from "../random/stream.ts";
import { applyBezierMap, randomBezierCurve } from "./bezier-map.ts";
import { type FlipAxis, flip, randomFlips } from "./flip.ts";
import { shuffleLocally } from "./local-shuffle.ts";
import { paintIn, paintOut } from "./painting.ts";
import { type PlaneSize, requirePlane } from "./plane.ts";
import { DISTORT_RECIPES, type DistortRecipe, type DistortRecipeName } from "./recipe.ts";

/** Which distortions a sample got. */
export interface AppliedDistortions {
  readonly flips: readonly FlipAxis[];
  readonly isShuffled: boolean;
  readonly isMapped: boolean;
  readonly painting: "none" | "in" | "out";
}

/** A training pair of the pretext task. */
export interface DistortedSample {
  /** Network input, `[h, w]`. */
  readonly distorted: Float32Array;
  /** Network target, `[h, w]`: the image after the same flips. */
  readonly target: Float32Array;
  readonly applied: AppliedDistortions;
}

/**
 * Distorts a grey image: flip, local shuffle, Bezier map, then in- or out-painting.
 *
 * The flips belong to input and target alike; all else changes the input only.
 *
 * @param image grey values in [0, 1], row-major; not changed
 * @param stream random numbers of this sample and epoch, op `RANDOM_OPS.distort`
 * @param recipe a name of {@link DISTORT_RECIPES} or own numbers
 * @throws {RangeError} when the array does not fit the size
 */
export function distort(
  image: Float32Array,
  size: PlaneSize,
  stream: RandomStream,
  recipe: DistortRecipeName | DistortRecipe = "authors",
): DistortedSample {
  requirePlane("distort", image, size);
  const numbers = typeof recipe === "string" ? DISTORT_RECIPES[recipe] : recipe;
  const flips = randomFlips(stream, numbers.flip);
  let target: Float32Array = Float32Array.from(image);
  for (const axis of flips) target = flip(target, size, axis);
  const isShuffled = stream.uniform() < numbers.shuffleRate;
  let distorted: Float32Array = isShuffled
    ? shuffleLocally(target, size, stream, numbers.shuffle)
    : Float32Array.from(target);
  const isMapped = stream.uniform() < numbers.nonLinearRate;
  if (isMapped) applyBezierMap(distorted, randomBezierCurve(stream));
  let painting: AppliedDistortions["painting"] = "none";
  if (stream.uniform() < numbers.paintRate) {
    painting = stream.uniform() < numbers.inPaintRate ? "in" : "out";
    distorted =
      painting === "in"
        ? paintIn(distorted, size, stream, numbers.inPaint)
        : paintOut(distorted, size, stream, numbers.outPaint);
  }
  return { distorted, target, applied: { flips, isShuffled, isMapped, painting } };
}
