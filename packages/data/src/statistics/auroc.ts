// Area under the receiver operating characteristic, and the curve itself.

import { meanOfDefined } from "./confusion.ts";

/**
 * Chance that a random positive scores above a random negative, ties counting one half.
 *
 * AUROC = (R₊ − n₊(n₊+1)/2) / (n₊·n₋), R₊ = sum of the positives' mid-ranks (Mann–Whitney U).
 *
 * @returns a number in [0, 1], or NaN when there are no positives or no negatives
 */
export function auroc(scores: ArrayLike<number>, isPositive: ArrayLike<boolean>): number {
  const order = Float64Array.from(scores, (_, index) => index).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  let positives = 0;
  let rankSum = 0;
  let start = 0;
  while (start < order.length) {
    const score = scores[order[start] as number];
    let end = start;
    let hits = 0;
    while (end < order.length && scores[order[end] as number] === score) {
      if (isPositive[order[end] as number]) hits += 1;
      end += 1;
    }
    // A NaN score equals nothing, not even itself: no rank can be given.
    if (end === start) return Number.NaN;
    rankSum += (hits * (start + 1 + end)) / 2;
    positives += hits;
    start = end;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** One-vs-rest areas and their mean over the classes where they are defined. */
export interface OneVsRestAuroc {
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
): OneVsRestAuroc {
  const perClass = Array.from({ length: classes }, (_, index) => {
    const { column, isPositive } = classColumn(scores, truth, classes, index);
    return auroc(column, isPositive);
  });
  return { perClass, macro: meanOfDefined(perClass) };
}

/** One point of the curve: both rates when scores ≥ threshold are called positive. */
export interface RocPoint {
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

/** The curve of one class against the rest, from (0, 0) at threshold ∞ to (1, 1). */
export function rocCurve(
  scores: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
  positiveClass: number,
): RocPoint[] {
  const { column, isPositive } = classColumn(scores, truth, classes, positiveClass);
  const order = [...column.keys()].sort((a, b) => (column[b] as number) - (column[a] as number));
  const positives = isPositive.filter(Boolean).length;
  const negatives = column.length - positives;
  const points: RocPoint[] = [
    { threshold: Number.POSITIVE_INFINITY, falsePositiveRate: 0, truePositiveRate: 0 },
  ];
  let hits = 0;
  for (const [place, sample] of order.entries()) {
    if (isPositive[sample]) hits += 1;
    const threshold = column[sample] as number;
    const next = order[place + 1];
    if (next === undefined || column[next] !== threshold)
      points.push({
        threshold,
        falsePositiveRate: (place + 1 - hits) / negatives,
        truePositiveRate: hits / positives,
      });
  }
  return points;
}

function classColumn(
  scores: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
  index: number,
): { column: Float64Array; isPositive: boolean[] } {
  const column = Float64Array.from(truth, (_, row) => scores[row * classes + index] as number);
  return { column, isPositive: Array.from(truth, (label) => label === index) };
}
