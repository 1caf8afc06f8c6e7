// Area under the receiver operating characteristic, and the curve itself.

import { meanOfDefined } from "./confusion.ts";
import {
  classColumn,
  forEachGroup,
  type RankedScores,
  rankScores,
  type SampleWeights,
} from "./ranked-scores.ts";

/**
 * Chance that a random positive scores above a random negative, ties counting one half.
 *
 * AUROC = (Σ over positives of the negatives below it + half of those tied) / (n₊·n₋), which is
 * Mann and Whitney's U over its largest value.
 *
 * @returns a number in [0, 1], or NaN when there are no positives, no negatives, or a NaN score
 */
export function auroc(scores: ArrayLike<number>, isPositive: ArrayLike<boolean>): number {
  const ranked = rankScores(scores);
  return ranked === undefined ? Number.NaN : rankedAuroc(ranked, isPositive);
}

/** {@link auroc} of scores sorted before, each sample counting as often as its weight says. */
export function rankedAuroc(
  ranked: RankedScores,
  isPositive: ArrayLike<boolean>,
  weights?: SampleWeights,
): number {
  let [positives, negatives, wins] = [0, 0, 0];
  forEachGroup(ranked, isPositive, weights, (hits, misses) => {
    // Positives above this group beat its negatives; those within it draw.
    wins += misses * (positives + hits / 2);
    positives += hits;
    negatives += misses;
  });
  return wins / (positives * negatives);
}

/** One-vs-rest areas and their mean over the classes where they are defined. */
export interface OneVsRest {
  readonly perClass: readonly number[];
  readonly macro: number;
}

/**
 * AUROC of each class against all others.
 *
 * @param scores row-major `[n, classes]`, larger = more of the class
 * @param truth class numbers `[n]`
 */
export function oneVsRestAuroc(
  scores: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
): OneVsRest {
  return oneVsRest(scores, truth, classes, auroc);
}

/** A measure of each class against all others, and the mean over those where it is defined. */
export function oneVsRest(
  scores: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
  measure: (scores: ArrayLike<number>, isPositive: ArrayLike<boolean>) => number,
): OneVsRest {
  const perClass = Array.from({ length: classes }, (_, index) => {
    const column = classColumn(scores, truth, classes, index);
    return measure(column.scores, column.isPositive);
  });
  return { perClass, macro: meanOfDefined(perClass) };
}

/** One point of the curve: both rates when scores ≥ threshold are called positive. */
export interface RocPoint {
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

/**
 * The curve of one class against the rest, from (0, 0) at threshold ∞ to (1, 1).
 *
 * @returns the point at ∞ alone when a score is NaN; a rate without samples is NaN
 */
export function rocCurve(
  scores: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
  positiveClass: number,
): RocPoint[] {
  const column = classColumn(scores, truth, classes, positiveClass);
  const positives = column.isPositive.filter(Boolean).length;
  const negatives = column.isPositive.length - positives;
  const points: RocPoint[] = [
    { threshold: Number.POSITIVE_INFINITY, falsePositiveRate: 0, truePositiveRate: 0 },
  ];
  const ranked = rankScores(column.scores);
  if (ranked === undefined) return points;
  let [hits, misses] = [0, 0];
  forEachGroup(ranked, column.isPositive, undefined, (more, wrong, threshold) => {
    hits += more;
    misses += wrong;
    points.push({
      threshold,
      falsePositiveRate: misses / negatives,
      truePositiveRate: hits / positives,
    });
  });
  return points;
}
