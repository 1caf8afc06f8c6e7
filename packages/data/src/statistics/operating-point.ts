// Decision thresholds: chosen on one set to reach a specificity or sensitivity, and what they give on another.

import { type Interval, wilsonInterval } from "./intervals.ts";
import { forEachGroup, rankScores, type SampleWeights } from "./ranked-scores.ts";

/** What a threshold must reach where it is chosen. */
export interface OperatingGoal {
  readonly rate: "sensitivity" | "specificity";
  /** In (0, 1], such as 0.95. */
  readonly atLeast: number;
}

/** A chosen threshold; scores ≥ it are called positive. */
export interface ChosenThreshold {
  /** ∞ (null in JSON) when the goal is only met by calling nothing positive; NaN when it cannot be chosen. */
  readonly threshold: number;
  /** Rates where the threshold was chosen. */
  readonly sensitivity: number;
  readonly specificity: number;
  readonly positives: number;
  readonly negatives: number;
  /**
   * True when the goal's side has fewer than 1/(1 − atLeast) samples: a single mistake already misses
   * it, so the threshold hangs on the one most extreme sample.
   */
  readonly isCoarse: boolean;
}

/**
 * The threshold that meets the goal and is best for the other rate; one of the scores, or ∞.
 *
 * For a specificity the lowest such threshold, for a sensitivity the highest. Equal scores fall on one
 * side together, so the rate reached can lie well above the goal.
 *
 * @returns threshold NaN when the goal's side has no samples or a score is NaN
 */
export function chooseThreshold(
  scores: ArrayLike<number>,
  isPositive: ArrayLike<boolean>,
  { rate, atLeast }: OperatingGoal,
): ChosenThreshold {
  const n = scores.length;
  const positives = Array.from(isPositive).filter(Boolean).length;
  const negatives = n - positives;
  const side = rate === "specificity" ? negatives : positives;
  // Whole numbers of mistakes; the slack is for 1 − 0.9 = 0.09999999999999998.
  const allowed = Math.floor((1 - atLeast) * side + 1e-9);
  const ranked = rankScores(scores);
  let threshold = Number.NaN;
  let [truePositives, falsePositives] = [0, 0];
  if (ranked !== undefined && side > 0) {
    threshold = Number.POSITIVE_INFINITY;
    let [hits, misses, isOver] = [0, 0, false];
    forEachGroup(ranked, isPositive, undefined, (more, wrong, score) => {
      hits += more;
      misses += wrong;
      if (isOver) return;
      if (rate === "specificity" && misses > allowed) isOver = true;
      else {
        threshold = score;
        truePositives = hits;
        falsePositives = misses;
        isOver = rate === "sensitivity" && positives - hits <= allowed;
      }
    });
  }
  const isUnknown = Number.isNaN(threshold);
  return {
    threshold,
    sensitivity: isUnknown ? Number.NaN : truePositives / positives,
    specificity: isUnknown ? Number.NaN : (negatives - falsePositives) / negatives,
    positives,
    negatives,
    isCoarse: side * (1 - atLeast) < 1 - 1e-9,
  };
}

/** Rates that a fixed threshold reaches, each with Wilson's 95 % interval. */
export interface ThresholdRates {
  readonly sensitivity: Interval;
  readonly specificity: Interval;
}

/**
 * Sensitivity and specificity when scores ≥ threshold are called positive; NaN for a NaN threshold.
 *
 * @param weights how often each sample counts; each once when absent
 */
export function ratesAt(
  scores: ArrayLike<number>,
  isPositive: ArrayLike<boolean>,
  threshold: number,
  weights?: SampleWeights,
): ThresholdRates {
  let [hits, positives, rejections, negatives] = [0, 0, 0, 0];
  for (let sample = 0; sample < scores.length; sample += 1) {
    const weight = weights === undefined ? 1 : (weights[sample] as number);
    const isCalled = (scores[sample] as number) >= threshold;
    if (isPositive[sample]) {
      positives += weight;
      if (isCalled) hits += weight;
    } else {
      negatives += weight;
      if (!isCalled) rejections += weight;
    }
  }
  const share = (count: number, of: number): Interval =>
    wilsonInterval(Number.isNaN(threshold) ? Number.NaN : count, of);
  return { sensitivity: share(hits, positives), specificity: share(rejections, negatives) };
}
