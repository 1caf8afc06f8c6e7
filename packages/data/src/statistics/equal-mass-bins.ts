// Bins that hold about as many samples each, for reliability diagrams and calibration errors.

import { quantile, wilsonInterval } from "./intervals.ts";

/** One bin of a reliability diagram. */
export interface CalibrationBin {
  readonly count: number;
  /** Mean predicted probability. */
  readonly confidence: number;
  /** Share of samples where the predicted event happened. */
  readonly accuracy: number;
  /** Wilson's 95 % interval of `accuracy`. */
  readonly low: number;
  readonly high: number;
}

/**
 * Bins between the k/m-quantiles of the probabilities, k = 0 … m; a value on an edge goes below it.
 *
 * Equal probabilities stay in one bin, so the order of the samples never matters; bins that are left
 * empty by ties are dropped. Where no value lies on an edge this is `calibration_curve` of
 * scikit-learn with strategy "quantile".
 *
 * @param probabilities predicted probability of an event, one a sample
 * @param happened whether it did
 */
export function equalMassBins(
  probabilities: ArrayLike<number>,
  happened: ArrayLike<boolean>,
  binCount: number,
): CalibrationBin[] {
  const n = probabilities.length;
  const order = Uint32Array.from({ length: n }, (_, sample) => sample).sort(
    (a, b) => (probabilities[a] as number) - (probabilities[b] as number),
  );
  const sorted = Float64Array.from(order, (sample) => probabilities[sample] as number);
  const bins: CalibrationBin[] = [];
  let start = 0;
  for (let bin = 1; bin <= binCount; bin += 1) {
    const edge = bin === binCount ? Number.POSITIVE_INFINITY : quantile(sorted, bin, binCount);
    let [end, sum, hits] = [start, 0, 0];
    for (; end < n && (sorted[end] as number) <= edge; end += 1) {
      sum += sorted[end] as number;
      if (happened[order[end] as number]) hits += 1;
    }
    const count = end - start;
    start = end;
    if (count === 0) continue;
    const { value: accuracy, low, high } = wilsonInterval(hits, count);
    bins.push({ count, confidence: sum / count, accuracy, low, high });
  }
  return bins;
}

/** Expected calibration error: mean |accuracy − confidence| over bins, weighted by their samples. */
export function calibrationError(bins: readonly CalibrationBin[]): number {
  const n = bins.reduce((sum, { count }) => sum + count, 0);
  const gap = bins.reduce((sum, b) => sum + b.count * Math.abs(b.accuracy - b.confidence), 0);
  return gap / n;
}
