// Deletion and insertion: a film's pixels are replaced in the order of a heatmap while a score is followed.

/**
 * Pixels from the largest value to the smallest; equal ones in row-major order, as a stable sort leaves them. A flat
 * map thus goes through the film line by line.
 */
export function rankPixels(map: Float32Array): Uint32Array {
  return Uint32Array.from(map.keys()).sort(
    (a, b) => (map[b] as number) - (map[a] as number) || a - b,
  );
}

/** What is replaced by what. */
export interface Replacement {
  /** The picture at fraction 0, `[channels, size, size]`. */
  readonly from: Float32Array;
  /** The picture at fraction 1, as many values. */
  readonly to: Float32Array;
  /** Pixels in the order in which they are replaced, in all channels at once. */
  readonly order: Uint32Array;
}

/** Pixels that are replaced after each of `steps` steps: round(s · pixels / steps), s = 0 … steps. */
export function replacedCounts(pixels: number, steps: number): number[] {
  return Array.from({ length: steps + 1 }, (_, step) => Math.round((step * pixels) / steps));
}

/** The picture after each step; the array is the same each time, with new contents. */
export function* replacementPictures(
  { from, to, order }: Replacement,
  steps: number,
): Generator<Float32Array> {
  const current = from.slice();
  let replaced = 0;
  for (const count of replacedCounts(order.length, steps)) {
    for (; replaced < count; replaced += 1) {
      for (let at = order[replaced] as number; at < from.length; at += order.length) {
        current[at] = to[at] as number;
      }
    }
    yield current;
  }
}

/** Scores over the share of replaced pixels. */
export interface PerturbationCurve {
  /** Probability of the class after each step, the untouched picture first. */
  readonly scores: readonly number[];
  /** Area below by the trapezoid rule over the shares that were really replaced, in [0, 1]. */
  readonly area: number;
}

/** The curve of scores that were asked for {@link replacementPictures}. */
export function perturbationCurve(scores: readonly number[], pixels: number): PerturbationCurve {
  const counts = replacedCounts(pixels, scores.length - 1);
  let area = 0;
  for (let step = 1; step < scores.length; step += 1) {
    const width = ((counts[step] as number) - (counts[step - 1] as number)) / pixels;
    area += (width * ((scores[step] as number) + (scores[step - 1] as number))) / 2;
  }
  return { scores, area };
}
