// Host-side arithmetic on maps and scores: small arrays, double precision where it sums.

/** Smallest and largest value. */
export function minMax(values: Float32Array): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** (v − min) / (max − min) in place; zeros when the values are all equal. */
export function scaleToUnit(values: Float32Array): void {
  const [low, high] = minMax(values);
  const range = high - low;
  for (let i = 0; i < values.length; i++) {
    values[i] = range > 0 ? ((values[i] as number) - low) / range : 0;
  }
}

/** eˣ / Σ eˣ, shifted by the maximum. */
export function softmaxOf(scores: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(scores);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp((values[i] as number) - most);
    total += values[i] as number;
  }
  return values.map((value) => value / total);
}

/** ReLU(Σ_k weights[k] · maps[k]) with maps `[k, plane]`. */
export function reluWeightedSum(
  maps: Float32Array,
  weights: Float64Array,
  plane: number,
): Float32Array {
  const sum = new Float64Array(plane);
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] as number;
    if (weight === 0) continue;
    for (let i = 0; i < plane; i++) {
      sum[i] = (sum[i] as number) + weight * (maps[k * plane + i] as number);
    }
  }
  return Float32Array.from(sum, (value) => Math.max(0, value));
}
