// How far predicted probabilities are from what happens.

/** Calibration of a set of predictions; all NaN without samples. */
export interface Calibration {
  /** Mean over samples of Σ_c (p_c − 1[c = truth])², in [0, 2] (Brier 1950). */
  readonly brier: number;
  /** Mean of −ln p_truth, in nats; probabilities below 1e-12 count as 1e-12. */
  readonly nll: number;
  /** Mean |accuracy − confidence| over bins of equal mass, weighted by bin size. */
  readonly ece: number;
  readonly bins: readonly CalibrationBin[];
}

/** One bin of the reliability diagram. */
export interface CalibrationBin {
  readonly count: number;
  /** Mean probability of the predicted class. */
  readonly confidence: number;
  readonly accuracy: number;
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
  const n = truth.length;
  let brier = 0;
  let nll = 0;
  const outcomes: { confidence: number; isRight: boolean }[] = [];
  for (let sample = 0; sample < n; sample += 1) {
    let best = 0;
    for (let index = 0; index < classes; index += 1) {
      const p = probabilities[sample * classes + index] as number;
      const target = truth[sample] === index ? 1 : 0;
      brier += (p - target) ** 2;
      if (target === 1) nll -= Math.log(Math.max(p, 1e-12));
      if (p > (probabilities[sample * classes + best] as number)) best = index;
    }
    outcomes.push({
      confidence: probabilities[sample * classes + best] as number,
      isRight: best === truth[sample],
    });
  }
  outcomes.sort((a, b) => a.confidence - b.confidence);
  const bins: CalibrationBin[] = [];
  for (let bin = 0; bin < binCount; bin += 1) {
    const from = Math.floor((bin * n) / binCount);
    const members = outcomes.slice(from, Math.floor(((bin + 1) * n) / binCount));
    if (members.length === 0) continue;
    bins.push({
      count: members.length,
      confidence: members.reduce((sum, one) => sum + one.confidence, 0) / members.length,
      accuracy: members.filter((one) => one.isRight).length / members.length,
    });
  }
  const gap = bins.reduce((sum, b) => sum + b.count * Math.abs(b.accuracy - b.confidence), 0);
  return { brier: brier / n, nll: nll / n, ece: gap / n, bins };
}
