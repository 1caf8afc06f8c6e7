// Holm's correction of p-values for their number.

/**
 * Adjusted p-values (Holm 1979): in rising order, p'₍ᵢ₎ = max over j ≤ i of min(1, (m − j + 1)·p₍ⱼ₎).
 *
 * Controls the chance of any false claim among the m tests, whatever their dependence.
 *
 * @returns in the order given; NaN stays NaN and does not count in m, as in R's `p.adjust`
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()]
    .filter((index) => !Number.isNaN(pValues[index]))
    .sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = pValues.map(() => Number.NaN);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (order.length - rank) * (pValues[index] as number)));
    adjusted[index] = largest;
  }
  return adjusted;
}
