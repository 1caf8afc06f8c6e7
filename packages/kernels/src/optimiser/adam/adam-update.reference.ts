// Adam in f64, one weight after the other.
import type { AdamAttrs } from "./adam-update.ts";

/** Weights with their moments. */
export interface AdamState {
  readonly w: Float64Array;
  readonly m: Float64Array;
  readonly v: Float64Array;
}

/** The state after step `step` (1, 2, …) with gradient g. */
export function adamReference(
  { w, m, v }: AdamState,
  g: ArrayLike<number>,
  learningRate: number,
  step: number,
  { beta1, beta2, epsilon, weightDecay }: AdamAttrs,
): AdamState {
  const gradient = (i: number) => g[i] as number;
  const nextM = m.map((value, i) => beta1 * value + (1 - beta1) * gradient(i));
  const nextV = v.map((value, i) => beta2 * value + (1 - beta2) * gradient(i) ** 2);
  const nextW = w.map((value, i) => {
    const mean = (nextM[i] as number) / (1 - beta1 ** step);
    const root = Math.sqrt((nextV[i] as number) / (1 - beta2 ** step));
    return value - learningRate * weightDecay * value - (learningRate * mean) / (root + epsilon);
  });
  return { w: nextW, m: nextM, v: nextV };
}
