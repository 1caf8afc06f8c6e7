// Wilson's 95% interval of a share, and quantiles.

import { NORMAL_975 } from "./normal-law.ts";

/** An estimate with the bounds of its interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson score interval of a share, level 95% (Wilson 1927).
 *
 * (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), p = successes/n.
 *
 * @returns NaN thrice when n is 0
 */
export function wilsonInterval(successes: number, n: number): Interval {
  const z = NORMAL_975;
  const value = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = (value + (z * z) / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((value * (1 - value)) / n + (z * z) / (4 * n * n));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * Quantile `part`/`of` of rising values by linear interpolation between order statistics (type 7 of
 * Hyndman and Fan 1996, the default of NumPy and R); NaN without values.
 *
 * Two whole numbers give the order statistic itself where the quantile falls on one, without rounding.
 */
export function quantile(sorted: ArrayLike<number>, part: number, of = 1): number {
  const place = (part * (sorted.length - 1)) / of;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(sorted.length - 1, below + 1)] ?? Number.NaN;
  return low + (place - below) * (high - low);
}
