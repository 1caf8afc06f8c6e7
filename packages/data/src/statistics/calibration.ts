// How far predicted probabilities are from what happens.

import { meanOfDefined } from "./confusion.ts";
import { type CalibrationBin, calibrationError, equalMassBins } from "./equal-mass-bins.ts";
import { classColumn } from "./ranked-scores.ts";

/** Calibration of a set of predictions; all NaN without samples. */
export interface Calibration {
  /** Mean over samples of Σ_c (p_c − 1[c = truth])², in [0, 2] (Brier 1950). */
  readonly brier: number;
  /** Mean of −ln p_truth, in nats; probabilities below 1e-12 count as 1e-12. */
  readonly nll: number;
  /** Top-label error: mean |accuracy − confidence| over bins of equal mass, weighted by bin size. */
  readonly ece: number;
  /** The same for each class's own probability against the share of samples of the class. */
  readonly classwise: readonly number[];
  /** Mean of `classwise` (Kull et al. 2019). */
  readonly classwiseEce: number;
  /** Bins of the predicted class's probability, rising. */
  readonly bins: readonly CalibrationBin[];
}

/** Probabilities below this count as this in the log-likelihood: one sample costs at most 27.6 nats. */
const LEAST_PROBABILITY = 1e-12;

/** Squared distance to the truth, and −ln of its probability, of each sample. */
export function probabilityLosses(
  probabilities: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
): { readonly brier: Float64Array; readonly nll: Float64Array } {
  const brier = new Float64Array(truth.length);
  const nll = new Float64Array(truth.length);
  for (let sample = 0; sample < truth.length; sample += 1)
    for (let index = 0; index < classes; index += 1) {
      const p = probabilities[sample * classes + index] as number;
      const isTruth = truth[sample] === index;
      brier[sample] = (brier[sample] as number) + (p - (isTruth ? 1 : 0)) ** 2;
      if (isTruth) nll[sample] = -Math.log(Math.max(p, LEAST_PROBABILITY));
    }
  return { brier, nll };
}

/** Probability of the likeliest class of each sample, and whether that class is right. */
export interface TopLabels {
  readonly confidence: Float64Array;
  readonly isRight: readonly boolean[];
}

/** The likeliest class of each sample, the first of equal ones. */
export function topLabels(
  probabilities: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
): TopLabels {
  const confidence = new Float64Array(truth.length);
  const isRight = Array.from(truth, (label, sample) => {
    let best = 0;
    const at = (index: number): number => probabilities[sample * classes + index] as number;
    for (let index = 1; index < classes; index += 1) if (at(index) > at(best)) best = index;
    confidence[sample] = at(best);
    return best === label;
  });
  return { confidence, isRight };
}

/**
 * Brier score, negative log-likelihood and expected calibration error (15 bins of equal mass).
 *
 * Equal mass rather than equal width keeps every bin populated (Nguyen and O'Connor 2015).
 *
 * @param probabilities row-major `[n, classes]`, rows sum to 1
 * @param truth class numbers `[n]`
 */
export function calibration(
  probabilities: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
  binCount = 15,
): Calibration {
  const losses = probabilityLosses(probabilities, truth, classes);
  const top = topLabels(probabilities, truth, classes);
  const bins = equalMassBins(top.confidence, top.isRight, binCount);
  const classwise = Array.from({ length: classes }, (_, index) => {
    const { scores, isPositive } = classColumn(probabilities, truth, classes, index);
    return calibrationError(equalMassBins(scores, isPositive, binCount));
  });
  return {
    brier: sumOf(losses.brier) / truth.length,
    nll: sumOf(losses.nll) / truth.length,
    ece: calibrationError(bins),
    classwise,
    classwiseEce: meanOfDefined(classwise),
    bins,
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
