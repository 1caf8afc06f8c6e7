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
  /** NaN with fewer than two patients of either kind. */
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
 * AUROC with DeLong's standard error (DeLong, DeLong and Clarke-Pearson 1988), or Obuchowski's for
 * samples that come in patients (Obuchowski 1997), which is the same for one sample each.
 *
 * V₁₀(i) = share of negatives below positive i, V₀₁(j) = share of positives above negative j, ties
 * one half; var = s²(V₁₀)/n₊ + s²(V₀₁)/n₋ with sample variances. Shares come from one sort, O(n log n)
 * (Sun and Xu 2014). With patients c that hold m_c positives and n_c negatives, a_c = Σ V₁₀ − m_c·A and
 * b_c = Σ V₀₁ − n_c·A over their samples:
 * var = k₊/(k₊−1)·Σ a_c²/n₊² + k₋/(k₋−1)·Σ b_c²/n₋² + 2·k/(k−1)·Σ a_c·b_c/(n₊·n₋), k₊, k₋, k being the
 * patients with a positive, with a negative, and all.
 * The normal interval says nothing at an area of 1, where the variance is 0.
 *
 * @param patients patient of each sample; each sample is its own when absent
 */
export function delongArea(
  scores: ArrayLike<number>,
  isPositive: ArrayLike<boolean>,
  patients?: readonly string[],
): DelongArea {
  const { area, shares } = placements(scores, isPositive);
  const standardError = Math.sqrt(varianceOf(shares, area, isPositive, patients));
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
 * z = (A₁ − A₂)/√(v₁₁ + v₂₂ − 2v₁₂), the variance being {@link delongArea}'s of the differences of the
 * placements, which cancels nothing.
 *
 * @param patients patient of each sample; each sample is its own when absent
 */
export function delongTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  isPositive: ArrayLike<boolean>,
  patients?: readonly string[],
): DelongComparison {
  const a = placements(first, isPositive);
  const b = placements(second, isPositive);
  const difference = a.area - b.area;
  const gaps = a.shares.map((share, sample) => share - (b.shares[sample] as number));
  const variance = varianceOf(gaps, difference, isPositive, patients);
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
  /** V₁₀ of each positive and V₀₁ of each negative, in sample order. */
  readonly shares: Float64Array;
}

function placements(scores: ArrayLike<number>, isPositive: ArrayLike<boolean>): Placements {
  const n = scores.length;
  const shares = new Float64Array(n).fill(Number.NaN);
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
      shares[sample] = isPositive[sample]
        ? (below + misses / 2) / negatives
        : (above + hits / 2) / positives;
    above += hits;
    start = end;
  }
  const sum = shares.reduce((total, share, index) => total + (isPositive[index] ? share : 0), 0);
  return { area: sum / positives, shares };
}

/** What a patient's samples add: Σ (share − centre) of its positives and of its negatives. */
interface PatientSums {
  hasPositive: boolean;
  hasNegative: boolean;
  ofPositives: number;
  ofNegatives: number;
}

function varianceOf(
  shares: Float64Array,
  centre: number,
  isPositive: ArrayLike<boolean>,
  patients: readonly string[] | undefined,
): number {
  const sums = new Map<string | number, PatientSums>();
  let positives = 0;
  for (const [sample, share] of shares.entries()) {
    const patient = patients?.[sample] ?? sample;
    const own = sums.get(patient) ?? {
      hasPositive: false,
      hasNegative: false,
      ofPositives: 0,
      ofNegatives: 0,
    };
    sums.set(patient, own);
    if (isPositive[sample]) {
      positives += 1;
      own.hasPositive = true;
      own.ofPositives += share - centre;
    } else {
      own.hasNegative = true;
      own.ofNegatives += share - centre;
    }
  }
  const negatives = shares.length - positives;
  let [withPositive, withNegative, ofPositives, ofNegatives, both] = [0, 0, 0, 0, 0];
  for (const own of sums.values()) {
    withPositive += own.hasPositive ? 1 : 0;
    withNegative += own.hasNegative ? 1 : 0;
    ofPositives += own.ofPositives ** 2;
    ofNegatives += own.ofNegatives ** 2;
    both += own.ofPositives * own.ofNegatives;
  }
  const unbiased = (sum: number, count: number): number =>
    count < 2 ? Number.NaN : (sum * count) / (count - 1);
  const variance =
    unbiased(ofPositives, withPositive) / positives ** 2 +
    unbiased(ofNegatives, withNegative) / negatives ** 2 +
    (2 * unbiased(both, sums.size)) / (positives * negatives);
  // The cross term is negative where a patient's films pull apart, and can then pass the others.
  return variance < ROUNDING ? 0 : variance;
}
