// Brings features to mean 0 and deviation 1 by the numbers of the training rows alone.

/** Means and deviations of feature columns. */
export interface Standardiser {
  readonly means: Float64Array;
  /** Square root of the mean squared distance from the mean; 0 for a constant column. */
  readonly deviations: Float64Array;
}

/** Rows of features: `values` `[n, width]`, row-major. */
export interface FeatureRows {
  readonly values: Float64Array;
  readonly width: number;
}

/** Means and deviations (divisor n) of the columns. */
export function measureColumns({ values, width }: FeatureRows): Standardiser {
  const n = values.length / width;
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  for (let at = 0; at < values.length; at += 1)
    means[at % width] = (means[at % width] as number) + (values[at] as number) / n;
  for (let at = 0; at < values.length; at += 1) {
    const distance = (values[at] as number) - (means[at % width] as number);
    deviations[at % width] = (deviations[at % width] as number) + (distance * distance) / n;
  }
  for (let column = 0; column < width; column += 1) {
    const mean = means[column] as number;
    const deviation = Math.sqrt(deviations[column] as number);
    // A constant column keeps a deviation of rounding errors only.
    deviations[column] = deviation > 1e-12 * Math.max(1, Math.abs(mean)) ? deviation : 0;
  }
  return { means, deviations };
}

/** (v − mean) / deviation; 0 in columns that were constant. */
export function standardise(
  { values, width }: FeatureRows,
  { means, deviations }: Standardiser,
): FeatureRows {
  const scaled = values.map((value, at) => {
    const deviation = deviations[at % width] as number;
    return deviation === 0 ? 0 : (value - (means[at % width] as number)) / deviation;
  });
  return { values: scaled, width };
}
