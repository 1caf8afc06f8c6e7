// Mean and spread of a few runs.

/** Mean ± standard deviation of runs that differ in their seed only. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation, √(Σ(x − mean)²/(n − 1)); NaN for one run. */
  readonly sd: number;
  /** Runs whose value is defined. */
  readonly n: number;
}

/** Mean and sample standard deviation of the values that are not NaN. */
export function spreadOf(values: readonly number[]): Spread {
  const defined = values.filter((value) => !Number.isNaN(value));
  const n = defined.length;
  const mean = defined.reduce((sum, value) => sum + value, 0) / n;
  const squares = defined.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)), n };
}
