// All measures of a classifier as a function of how often each sample counts: what the bootstrap calls.

import { type OneVsRest, rankedAuroc } from "./auroc.ts";
import { rankedAveragePrecision } from "./average-precision.ts";
import { probabilityLosses } from "./calibration.ts";
import { type ConfusionMetrics, confusionMetrics, meanOfDefined } from "./confusion.ts";
import { classColumn, rankScores, type SampleWeights } from "./ranked-scores.ts";

/** The measures of one draw of samples. */
export interface ClassifierMeasures extends ConfusionMetrics {
  readonly auroc: OneVsRest;
  /** Average precision. */
  readonly auprc: OneVsRest;
  /** Mean of Σ_c (p_c − 1[c = truth])². */
  readonly brier: number;
  /** Mean of −ln p_truth, nats. */
  readonly nll: number;
}

/**
 * Sorts the scores once and returns what measures any draw in O(n·classes).
 *
 * @param truth class numbers `[n]`
 * @param predicted class numbers `[n]`
 * @param probabilities row-major `[n, classes]`
 */
export function classifierMeasures(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classes: number,
): (weights: SampleWeights) => ClassifierMeasures {
  const losses = probabilityLosses(probabilities, truth, classes);
  const columns = Array.from({ length: classes }, (_, index) => {
    const { scores, isPositive } = classColumn(probabilities, truth, classes, index);
    return { ranked: rankScores(scores), isPositive };
  });
  return (weights) => {
    const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
    let [total, brier, nll] = [0, 0, 0];
    for (let sample = 0; sample < truth.length; sample += 1) {
      const weight = weights[sample] as number;
      const row = confusion[truth[sample] as number] as number[];
      const column = predicted[sample] as number;
      row[column] = (row[column] as number) + weight;
      total += weight;
      brier += weight * (losses.brier[sample] as number);
      nll += weight * (losses.nll[sample] as number);
    }
    const over = (measure: typeof rankedAuroc): OneVsRest => {
      const perClass = columns.map(({ ranked, isPositive }) =>
        ranked === undefined ? Number.NaN : measure(ranked, isPositive, weights),
      );
      return { perClass, macro: meanOfDefined(perClass) };
    };
    return {
      ...confusionMetrics(confusion),
      auroc: over(rankedAuroc),
      auprc: over(rankedAveragePrecision),
      brier: brier / total,
      nll: nll / total,
    };
  };
}
