// 95% intervals: Wilson's for a share, the patient bootstrap for any statistic.

import { RANDOM_OPS, randomStream } from "../random/stream.ts";

/** An estimate with the bounds of its interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5% point of the standard normal law. */
const Z = 1.959963984540054;

/**
 * Wilson score interval of a share, level 95% (Wilson 1927).
 *
 * (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), p = successes/n.
 *
 * @returns NaN thrice when n is 0
 */
export function wilsonInterval(successes: number, n: number): Interval {
  const value = successes / n;
  const scale = 1 + (Z * Z) / n;
  const centre = (value + (Z * Z) / (2 * n)) / scale;
  const half = (Z / scale) * Math.sqrt((value * (1 - value)) / n + (Z * Z) / (4 * n * n));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** What to resample and how often. */
export interface BootstrapOptions {
  /** Patient of each sample; samples of one patient are drawn together. */
  readonly patients: readonly string[];
  readonly seed: number;
  /** Number of resamplings; 2,000 when absent. */
  readonly draws?: number;
}

/** A bootstrap interval and how many draws it rests on. */
export interface BootstrapInterval extends Interval {
  /** Draws whose statistic was defined (not NaN). */
  readonly draws: number;
}

/**
 * Percentile bootstrap interval, level 95%, that resamples patients with replacement.
 *
 * Images of one patient are alike, so resampling images would give too narrow an interval
 * (Efron and Tibshirani 1993, ch. 13; clusters: Davison and Hinkley 1997, sec. 3.8).
 *
 * @param statistic value for sample numbers, which may repeat; NaN when undefined for them
 */
export function patientBootstrap(
  statistic: (samples: Uint32Array) => number,
  options: BootstrapOptions,
): BootstrapInterval {
  const { patients, seed, draws = 2000 } = options;
  const samplesOf = new Map<string, number[]>();
  for (const [sample, patient] of patients.entries()) {
    const group = samplesOf.get(patient);
    if (group === undefined) samplesOf.set(patient, [sample]);
    else group.push(sample);
  }
  const groups = [...samplesOf.values()];
  const value = statistic(Uint32Array.from(patients.keys()));
  const found: number[] = [];
  for (let draw = 0; draw < draws && groups.length > 0; draw += 1) {
    const stream = randomStream({ seed, epoch: 0, sample: draw, op: RANDOM_OPS.bootstrap });
    const drawn: number[] = [];
    for (let place = 0; place < groups.length; place += 1)
      drawn.push(...(groups[stream.integer(0, groups.length - 1)] ?? []));
    const result = statistic(Uint32Array.from(drawn));
    if (!Number.isNaN(result)) found.push(result);
  }
  const sorted = Float64Array.from(found).sort();
  return {
    value,
    low: quantile(sorted, 0.025),
    high: quantile(sorted, 0.975),
    draws: sorted.length,
  };
}

/**
 * Quantile of rising values by linear interpolation between order statistics (type 7 of Hyndman
 * and Fan 1996, the default of NumPy and R); NaN without values.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(sorted.length - 1, below + 1)] ?? Number.NaN;
  return low + (place - below) * (high - low);
}
