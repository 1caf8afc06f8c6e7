// How sure a ratio of two measured times is: Welch's t on logarithms.
/// <reference path="./jstat.d.ts" />
import jStat from "jstat";
import { quantile } from "./intervals.ts";

/** A ratio with its interval. */
export interface RatioInterval {
  /** exp of the difference of the means of the logarithms. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided p-value of "the ratio is 1". */
  readonly p: number;
  /** Standard error of the logarithm of the ratio. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/** Nothing can be said: too few values. */
const unknownInterval = (logRatio: number): RatioInterval => ({
  ratio: Math.exp(logRatio),
  low: 0,
  high: Number.POSITIVE_INFINITY,
  p: 1,
  standardError: Number.POSITIVE_INFINITY,
  degreesOfFreedom: 0,
});

/**
 * The ratio exp(mean b − mean a) of independent samples of logarithms, whose variances may differ (Welch 1947).
 *
 * s² = s²ₐ/nₐ + s²ᵦ/nᵦ, ν = s⁴ / (s⁴ₐ/(nₐ²(nₐ−1)) + s⁴ᵦ/(nᵦ²(nᵦ−1))), interval exp(d ± t(ν, (1+level)/2)·s).
 *
 * @param level share of intervals that hold the true ratio, such as 0.99
 * @param bias how far the difference may be off for a reason that all values of a sample share; the interval is wider
 *   by it on both sides
 * @returns an endless interval when a sample has fewer than two values
 */
export function independentRatio(
  a: readonly number[],
  b: readonly number[],
  level: number,
  bias = 0,
): RatioInterval {
  const difference = meanOf(b) - meanOf(a);
  if (a.length < 2 || b.length < 2) return unknownInterval(difference);
  const [va, vb] = [variance(a) / a.length, variance(b) / b.length];
  const squared = va + vb;
  const degreesOfFreedom =
    squared === 0
      ? a.length + b.length - 2
      : squared ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  return interval(difference, Math.sqrt(squared), degreesOfFreedom, level, bias);
}

function interval(
  logRatio: number,
  standardError: number,
  degreesOfFreedom: number,
  level: number,
  bias: number,
): RatioInterval {
  const beyond = Math.max(0, Math.abs(logRatio) - bias);
  const t = beyond === 0 ? 0 : beyond / standardError;
  const half = bias + standardError * jStat.studentt.inv((1 + level) / 2, degreesOfFreedom);
  return {
    ratio: Math.exp(logRatio),
    low: Math.exp(logRatio - half),
    high: Math.exp(logRatio + half),
    // The lower tail twice: 1 − cdf would lose the digits of small p-values.
    p: Number.isFinite(t) ? Math.min(1, 2 * jStat.studentt.cdf(-t, degreesOfFreedom)) : 0,
    standardError,
    degreesOfFreedom,
  };
}

/**
 * Half the width of the interval of a mean: t(n − 1, (1+level)/2)·s/√n (Student 1908).
 *
 * @returns infinity for fewer than two values
 */
export function meanHalfWidth(values: readonly number[], level: number): number {
  const n = values.length;
  if (n < 2) return Number.POSITIVE_INFINITY;
  return jStat.studentt.inv((1 + level) / 2, n - 1) * Math.sqrt(variance(values) / n);
}

/** Median; NaN without values. */
export function medianOf(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Unbiased variance. */
function variance(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
