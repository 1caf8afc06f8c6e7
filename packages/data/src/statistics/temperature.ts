// Temperature scaling: one number, fitted on validation, that makes a classifier as sure as it is right.

/** A fitted temperature. */
export interface TemperatureFit {
  /** Divide logits by it; above 1 the classifier was too sure. NaN without samples. */
  readonly temperature: number;
  /** Mean −ln p_truth of the fitted samples at temperature 1, nats. */
  readonly nllBefore: number;
  /** The same at `temperature`. */
  readonly nllAfter: number;
  /**
   * "low" when only a temperature below 0.01 would be best, as where every sample is right: then these
   * samples cannot tell how sure to be. "high" when only one above 100 would, as for a model worse
   * than chance. Otherwise "none".
   */
  readonly limit: "none" | "low" | "high";
}

/** Inverse temperatures that are searched; a best one beyond them is not told by the samples. */
const LEAST_INVERSE = 0.01;
const MOST_INVERSE = 100;

/**
 * Fits T by minimising the mean of −ln softmax(z/T)_truth (Guo et al. 2017, sec. 4.2).
 *
 * In β = 1/T the loss is convex, with slope mean(Σ_c p_c·z_c − z_truth) and curvature the mean variance
 * of z under p; the slope's root is found by Newton steps kept inside a shrinking bracket.
 *
 * @param logits row-major `[n, classes]`
 * @param truth class numbers `[n]`
 */
export function fitTemperature(
  logits: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
): TemperatureFit {
  const at = (inverse: number): Loss => lossAt(logits, truth, classes, inverse);
  const fit = (inverse: number, limit: TemperatureFit["limit"]): TemperatureFit => ({
    temperature: truth.length === 0 ? Number.NaN : 1 / inverse,
    nllBefore: at(1).value,
    nllAfter: at(inverse).value,
    limit,
  });
  let [low, high] = [LEAST_INVERSE, MOST_INVERSE];
  const [first, last] = [at(low), at(high)];
  // Logits that are equal for each sample have the same loss at every temperature.
  if (truth.length === 0 || (first.curvature === 0 && last.curvature === 0)) return fit(1, "none");
  if (first.slope >= 0) return fit(low, "high");
  if (last.slope <= 0) return fit(high, "low");
  let inverse = 1;
  // Each turn halves the bracket's ratio or takes a Newton step: 100 turns are more than enough.
  for (let turn = 0; turn < 100; turn += 1) {
    const { slope, curvature } = at(inverse);
    if (slope > 0) high = inverse;
    else low = inverse;
    const newton = inverse - slope / curvature;
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    const isDone = Math.abs(next - inverse) <= 1e-14 * inverse;
    inverse = next;
    if (isDone) break;
  }
  return fit(inverse, "none");
}

/**
 * Probabilities softmax(z/T).
 *
 * @param logits row-major `[n, classes]`
 * @returns row-major `[n, classes]`
 */
export function temperedProbabilities(
  logits: ArrayLike<number>,
  classes: number,
  temperature: number,
): Float64Array {
  const result = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    let most = Number.NEGATIVE_INFINITY;
    for (let index = start; index < start + classes; index += 1)
      most = Math.max(most, logits[index] as number);
    let sum = 0;
    for (let index = start; index < start + classes; index += 1) {
      const share = Math.exp(((logits[index] as number) - most) / temperature);
      result[index] = share;
      sum += share;
    }
    for (let index = start; index < start + classes; index += 1)
      result[index] = (result[index] as number) / sum;
  }
  return result;
}

interface Loss {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
}

function lossAt(
  logits: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
  inverse: number,
): Loss {
  let [value, slope, curvature] = [0, 0, 0];
  for (let sample = 0; sample < truth.length; sample += 1) {
    const start = sample * classes;
    const right = logits[start + (truth[sample] as number)] as number;
    let most = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < classes; index += 1)
      most = Math.max(most, logits[start + index] as number);
    // Moments about the right logit: differences keep the digits when logits are large.
    let [sum, mean, square] = [0, 0, 0];
    for (let index = 0; index < classes; index += 1) {
      const logit = logits[start + index] as number;
      const share = Math.exp(inverse * (logit - most));
      sum += share;
      mean += share * (logit - right);
      square += share * (logit - right) ** 2;
    }
    mean /= sum;
    value += Math.log(sum) + inverse * (most - right);
    slope += mean;
    curvature += square / sum - mean * mean;
  }
  const n = truth.length;
  return { value: value / n, slope: slope / n, curvature: curvature / n };
}
