// The moving average in f64.

/** The average after weights and their rates in turn, from zeros. */
export function averageReference(
  weights: readonly ArrayLike<number>[],
  rates: readonly number[],
): Float64Array {
  const average = new Float64Array(weights[0]?.length ?? 0);
  weights.forEach((weight, step) => {
    for (let i = 0; i < average.length; i++) {
      const old = average[i] as number;
      average[i] = old + (rates[step] as number) * ((weight[i] as number) - old);
    }
  });
  return average;
}
