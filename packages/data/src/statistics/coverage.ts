// Accuracy when a classifier abstains where it is least sure.

import type { TopLabels } from "./calibration.ts";
import { wilsonInterval } from "./intervals.ts";
import { forEachGroup, rankScores } from "./ranked-scores.ts";

/** Samples that are answered when the confidence must reach a threshold. */
export interface CoveragePoint {
  /** Share of samples answered. */
  readonly coverage: number;
  /** Share of right answers among them. */
  readonly accuracy: number;
  /** Wilson's 95 % interval of `accuracy`. */
  readonly low: number;
  readonly high: number;
  /** Least confidence that is answered. */
  readonly threshold: number;
}

/** Accuracy against coverage, and the area under the error. */
export interface SelectiveAccuracy {
  /** One point for each distinct confidence, by rising coverage; equal confidences come together. */
  readonly curve: readonly CoveragePoint[];
  /**
   * Mean over k = 1 … n of the share of wrong answers among the k surest (Geifman and El-Yaniv 2017),
   * for equal confidences the mean over their orders; 0 is best, NaN without samples.
   */
  readonly aurc: number;
}

/** Accuracy when only the surest samples are answered, at every coverage. */
export function selectiveAccuracy({ confidence, isRight }: TopLabels): SelectiveAccuracy {
  const n = confidence.length;
  const curve: CoveragePoint[] = [];
  const ranked = rankScores(confidence);
  if (ranked === undefined || n === 0) return { curve, aurc: Number.NaN };
  let [right, answered, risks] = [0, 0, 0];
  forEachGroup(ranked, isRight, undefined, (hits, misses, threshold) => {
    const size = hits + misses;
    for (let k = 1; k <= size; k += 1)
      risks += (answered - right + (k * misses) / size) / (answered + k);
    answered += size;
    right += hits;
    const { value: accuracy, low, high } = wilsonInterval(right, answered);
    curve.push({ coverage: answered / n, accuracy, low, high, threshold });
  });
  return { curve, aurc: risks / n };
}

/** The point of the curve that answers the fewest samples among those that answer at least `coverage`. */
export function atCoverage(
  curve: readonly CoveragePoint[],
  coverage: number,
): CoveragePoint | undefined {
  // Shares are ratios of whole numbers: the slack is far below one sample.
  return curve.find((point) => point.coverage >= coverage - 1e-12);
}
