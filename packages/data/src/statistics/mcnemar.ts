// McNemar's exact test of two classifiers on the same samples.

/** Result of the test. */
export interface McNemar {
  /** Samples that only the first gets right. */
  readonly onlyFirst: number;
  /** Samples that only the second gets right. */
  readonly onlySecond: number;
  /** Two-sided exact p-value of "both are right equally often"; 1 when they never differ. */
  readonly p: number;
  /** The same with half the weight on the observed split (Lancaster 1961): less conservative. */
  readonly midP: number;
}

/**
 * Exact McNemar test from the discordant counts (McNemar 1947; Fagerland et al. 2013).
 *
 * Under the null the smaller count k is binomial(n, ½), n = b + c:
 * p = min(1, 2·Σ_{i≤k} C(n, i)/2ⁿ), mid-p = 2·Σ_{i≤k} C(n, i)/2ⁿ − C(n, k)/2ⁿ.
 * Counts samples as independent: with several images of a patient, read the bootstrap beside it.
 *
 * @param onlyFirst samples that only the first gets right, ≥ 0
 * @param onlySecond samples that only the second gets right, ≥ 0
 */
export function exactMcNemar(onlyFirst: number, onlySecond: number): McNemar {
  const n = onlyFirst + onlySecond;
  const k = Math.min(onlyFirst, onlySecond);
  // In powers of two, so that few samples give exact values.
  let exponent = -n;
  for (let i = 1; i <= k; i += 1) exponent += Math.log2((n - k + i) / i);
  const mass = 2 ** exponent;
  // Downwards from k, where the terms are largest: C(n, i−1) = C(n, i)·i/(n − i + 1).
  let [term, sum] = [1, 1];
  for (let i = k; i > 0; i -= 1) {
    term *= i / (n - i + 1);
    sum += term;
  }
  return {
    onlyFirst,
    onlySecond,
    p: Math.min(1, 2 * mass * sum),
    midP: Math.min(1, 2 * mass * sum - mass),
  };
}

/**
 * Exact McNemar test of two lists of predictions.
 *
 * @throws {RangeError} when the lists have other lengths
 */
export function mcNemarTest(
  truth: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): McNemar {
  if (truth.length !== first.length || truth.length !== second.length)
    throw new RangeError(
      `McNemar: both classifiers must have predicted the same samples, but there are ${truth.length} truths,` +
        ` ${first.length} and ${second.length} predictions. Give lists of one length.`,
    );
  let [onlyFirst, onlySecond] = [0, 0];
  for (let sample = 0; sample < truth.length; sample += 1) {
    const isFirst = first[sample] === truth[sample];
    const isSecond = second[sample] === truth[sample];
    if (isFirst && !isSecond) onlyFirst += 1;
    if (isSecond && !isFirst) onlySecond += 1;
  }
  return exactMcNemar(onlyFirst, onlySecond);
}
