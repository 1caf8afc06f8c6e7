// How sure an AUROC is, and the difference of two on the same samples: DeLong's variance.

import { NORMAL_975, twoSidedTail } from "./normal-law.ts";
import { rankScores } from "./ranked-scores.ts";

/**
 * Variances below this are rounding of placements that all differ alike: two placements that do differ
 * are half a sample apart, which leaves more than 1e-23 even for a million samples.
 */
const ROUNDING = 1e-26;

/** An area with its standard error and 95 % interval. */
export interface DelongArea {
  readonly value: number;
  /** NaN with fewer than two positives or two negatives. */
  readonly standardError: number;
  /** value ∓ 1.96·standardError, cut at 0 and 1. */
  readonly low: number;
  readonly high: number;
}

/** The difference of two areas, first − second. */
export interface DelongComparison {
  readonly first: number;
  readonly second: number;
  readonly difference: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  readonly z: number;
  /**
   * Two-sided p-value of "the areas are equal": 1 when they are equal without variance, NaN when
   * the variance is 0 or undefined although they differ.
   */
  readonly p: number;
}

/**
 * AUROC with DeLong's standard error (DeLong, DeLong and Clarke-Pearson 1988).
 *
 * V₁₀(i) = share of negatives below positive i, V₀₁(j) = share of positives above negative j, ties
 * one half; var = s²(V₁₀)/n₊ + s²(V₀₁)/n₋ with sample variances. Shares come from one sort, O(n log n)
 * (Sun and Xu 2014). The normal interval says nothing at an area of 1, where the variance is 0.
 */
export function delongArea(scores: ArrayLike<number>, isPositive: ArrayLike<boolean>): DelongArea {
  const { area, ofPositives, ofNegatives } = placements(scores, isPositive);
  const variance = varianceOfMean(ofPositives) + varianceOfMean(ofNegatives);
  const standardError = Math.sqrt(variance);
  return {
    value: area,
    standardError,
    low: Math.max(0, area - NORMAL_975 * standardError),
    high: Math.min(1, area + NORMAL_975 * standardError),
  };
}

/**
 * Paired test of two AUROCs on the same samples (DeLong, DeLong and Clarke-Pearson 1988).
 *
 * z = (A₁ − A₂)/√(v₁₁ + v₂₂ − 2v₁₂), v from the covariances of the placements. Counts samples as
 * independent: with several images of a patient, read the patient bootstrap beside it.
 */
export function delongTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  isPositive: ArrayLike<boolean>,
): DelongComparison {
  const a = placements(first, isPositive);
  const b = placements(second, isPositive);
  const difference = a.area - b.area;
  // The variance of the differences is free of the cancellation of v₁₁ + v₂₂ − 2v₁₂.
  const gapOfPositives = a.ofPositives.map(
    (value, index) => value - (b.ofPositives[index] as number),
  );
  const gapOfNegatives = a.ofNegatives.map(
    (value, index) => value - (b.ofNegatives[index] as number),
  );
  const found = varianceOfMean(gapOfPositives) + varianceOfMean(gapOfNegatives);
  const variance = found < ROUNDING ? 0 : found;
  const standardError = Math.sqrt(variance);
  const isSame = difference === 0 && !(variance > 0);
  const z = isSame ? 0 : variance > 0 ? difference / standardError : Number.NaN;
  return {
    first: a.area,
    second: b.area,
    difference,
    standardError,
    low: Math.max(-1, difference - NORMAL_975 * standardError),
    high: Math.min(1, difference + NORMAL_975 * standardError),
    z,
    p: twoSidedTail(z),
  };
}

interface Placements {
  readonly area: number;
  /** V₁₀ of each positive, in sample order. */
  readonly ofPositives: Float64Array;
  /** V₀₁ of each negative, in sample order. */
  readonly ofNegatives: Float64Array;
}

function placements(scores: ArrayLike<number>, isPositive: ArrayLike<boolean>): Placements {
  const n = scores.length;
  const share = new Float64Array(n).fill(Number.NaN);
  const positives = Array.from(isPositive).filter(Boolean).length;
  const negatives = n - positives;
  const ranked = rankScores(scores);
  let [above, below] = [0, negatives];
  let start = 0;
  for (const end of ranked?.groupEnds ?? []) {
    const group = (ranked?.order ?? new Uint32Array(0)).subarray(start, end);
    const hits = group.reduce((sum, sample) => sum + (isPositive[sample] ? 1 : 0), 0);
    const misses = group.length - hits;
    below -= misses;
    for (const sample of group)
      share[sample] = isPositive[sample]
        ? (below + misses / 2) / negatives
        : (above + hits / 2) / positives;
    above += hits;
    start = end;
  }
  const ofPositives = share.filter((_, sample) => isPositive[sample]);
  const ofNegatives = share.filter((_, sample) => !isPositive[sample]);
  return { area: mean(ofPositives), ofPositives, ofNegatives };
}

/** Sample variance over the number of values: their share of the variance of an area. */
function varianceOfMean(values: Float64Array): number {
  const centre = mean(values);
  const sum = values.reduce((total, value) => total + (value - centre) ** 2, 0);
  return sum / (values.length - 1) / values.length;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
