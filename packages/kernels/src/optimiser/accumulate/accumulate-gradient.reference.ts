// Sums over micro-batches in f64.

/** The total after each gradient in turn; the first one begins it. */
export function accumulateReference(gradients: readonly ArrayLike<number>[]): Float64Array {
  const total = new Float64Array(gradients[0]?.length ?? 0);
  for (const gradient of gradients) {
    for (let i = 0; i < total.length; i++)
      total[i] = (total[i] as number) + (gradient[i] as number);
  }
  return total;
}
