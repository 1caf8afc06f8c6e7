// 95% bootstrap intervals of any statistic, by drawing patients.

import { RANDOM_OPS, randomStream } from "../random/stream.ts";
import { type Interval, quantile } from "./intervals.ts";

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
  const value = statistic(Uint32Array.from(options.patients.keys()));
  const found: number[] = [];
  for (const groups of patientDraws(options))
    found.push(statistic(Uint32Array.from(groups.flat())));
  return percentiles(value, found);
}

/**
 * Intervals of many statistics from the same draws, so that each draw is made and measured once.
 *
 * Equal patients and seed give equal draws: differences of statistics of two models are paired.
 *
 * @param measure values by name when each sample counts as often as its weight says; NaN when undefined
 */
export function bootstrapMany<Name extends string>(
  measure: (weights: Uint32Array) => Readonly<Record<Name, number>>,
  options: BootstrapOptions,
): Readonly<Record<Name, BootstrapInterval>> {
  const n = options.patients.length;
  const values = measure(new Uint32Array(n).fill(1));
  const names = Object.keys(values) as Name[];
  const found = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (const groups of patientDraws(options)) {
    const weights = new Uint32Array(n);
    for (const group of groups)
      for (const sample of group) weights[sample] = (weights[sample] as number) + 1;
    const drawn = measure(weights);
    for (const name of names) found.get(name)?.push(drawn[name]);
  }
  const intervals = names.map((name) => [name, percentiles(values[name], found.get(name) ?? [])]);
  return Object.fromEntries(intervals) as Record<Name, BootstrapInterval>;
}

/** The samples of each drawn patient, draw after draw; no draw without patients. */
function* patientDraws({
  patients,
  seed,
  draws = 2000,
}: BootstrapOptions): Generator<readonly (readonly number[])[]> {
  const samplesOf = new Map<string, number[]>();
  for (const [sample, patient] of patients.entries()) {
    const group = samplesOf.get(patient);
    if (group === undefined) samplesOf.set(patient, [sample]);
    else group.push(sample);
  }
  const groups = [...samplesOf.values()];
  if (groups.length === 0) return;
  for (let draw = 0; draw < draws; draw += 1) {
    const stream = randomStream({ seed, epoch: 0, sample: draw, op: RANDOM_OPS.bootstrap });
    yield groups.map(() => groups[stream.integer(0, groups.length - 1)] as readonly number[]);
  }
}

function percentiles(value: number, found: readonly number[]): BootstrapInterval {
  const sorted = Float64Array.from(found.filter((one) => !Number.isNaN(one))).sort();
  return {
    value,
    low: quantile(sorted, 0.025),
    high: quantile(sorted, 0.975),
    draws: sorted.length,
  };
}
