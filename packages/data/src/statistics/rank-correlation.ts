// Rank correlation: whether two lists rise together, whatever their scales.

/**
 * Mid-ranks 1 … n: equal values share the mean of their places.
 *
 * @param values no NaN among them
 */
export function midRanks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from(values, (_, index) => index).sort(
    (a, b) => (values[a] as number) - (values[b] as number) || a - b,
  );
  const ranks = new Float64Array(order.length);
  let start = 0;
  while (start < order.length) {
    const value = values[order[start] as number];
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === value) end += 1;
    for (let place = start; place < end; place += 1) {
      ranks[order[place] as number] = (start + 1 + end) / 2;
    }
    start = end;
  }
  return ranks;
}

/**
 * Spearman's ρ: Pearson's correlation of the mid-ranks (Spearman 1904).
 *
 * ρ = Σ (r_i − r̄)(s_i − s̄) / √(Σ (r_i − r̄)² · Σ (s_i − s̄)²)
 *
 * @returns a number in [−1, 1]; NaN when either list is constant or both are empty
 * @throws {RangeError} when the lengths differ
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new RangeError(
      `spearman: both lists must have one length, but there are ${a.length} and ${b.length} values.` +
        " Give pairs.",
    );
  const [r, s] = [midRanks(a), midRanks(b)];
  const mean = (a.length + 1) / 2;
  let both = 0;
  let ofA = 0;
  let ofB = 0;
  for (let i = 0; i < r.length; i += 1) {
    const x = (r[i] as number) - mean;
    const y = (s[i] as number) - mean;
    both += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return both / Math.sqrt(ofA * ofB);
}
