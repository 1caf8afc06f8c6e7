// Area under the precision-recall curve as average precision, and the curve itself.

import { type OneVsRest, oneVsRest } from "./auroc.ts";
import {
  classColumn,
  forEachGroup,
  type RankedScores,
  rankScores,
  type SampleWeights,
} from "./ranked-scores.ts";

/**
 * Average precision, the step-wise area under the precision-recall curve (AUPRC).
 *
 * AP = Σ_k (R_k − R_{k−1})·P_k over the distinct scores from high to low, R_k and P_k being recall
 * and precision when scores ≥ the k-th are called positive. No interpolation between points, which
 * would be optimistic (Davis and Goadrich 2006); scikit-learn's `average_precision_score` agrees.
 * Chance level is the share of positives, not one half.
 *
 * @returns a number in (0, 1], or NaN without positives or with a NaN score
 */
export function averagePrecision(
  scores: ArrayLike<number>,
  isPositive: ArrayLike<boolean>,
): number {
  const ranked = rankScores(scores);
  return ranked === undefined ? Number.NaN : rankedAveragePrecision(ranked, isPositive);
}

/** {@link averagePrecision} of scores sorted before, each sample counting as often as its weight says. */
export function rankedAveragePrecision(
  ranked: RankedScores,
  isPositive: ArrayLike<boolean>,
  weights?: SampleWeights,
): number {
  let [hits, called, sum] = [0, 0, 0];
  forEachGroup(ranked, isPositive, weights, (positives, negatives) => {
    hits += positives;
    called += positives + negatives;
    if (positives > 0) sum += (positives * hits) / called;
  });
  return sum / hits;
}

/**
 * Average precision of each class against all others, and the mean over those where it is defined.
 *
 * @param scores row-major `[n, classes]`, larger = more of the class
 * @param truth class numbers `[n]`
 */
export function oneVsRestAveragePrecision(
  scores: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
): OneVsRest {
  return oneVsRest(scores, truth, classes, averagePrecision);
}

/** One point of the curve, when scores ≥ threshold are called positive. */
export interface PrecisionRecallPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * The curve of one class against the rest by rising recall, one point for each distinct score.
 *
 * @returns no point when a score is NaN; recall is NaN without positives
 */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
  positiveClass: number,
): PrecisionRecallPoint[] {
  const column = classColumn(scores, truth, classes, positiveClass);
  const positives = column.isPositive.filter(Boolean).length;
  const ranked = rankScores(column.scores);
  const points: PrecisionRecallPoint[] = [];
  if (ranked === undefined) return points;
  let [hits, called] = [0, 0];
  forEachGroup(ranked, column.isPositive, undefined, (more, wrong, threshold) => {
    hits += more;
    called += more + wrong;
    points.push({ threshold, precision: hits / called, recall: hits / positives });
  });
  return points;
}
