// Gradient descent with momentum in f64, one weight after the other.
import type { SgdAttrs } from "./sgd-update.ts";

/** Weights with their velocity. */
export interface SgdState {
  readonly w: Float64Array;
  readonly b: Float64Array;
}

/** The state after a step with gradient g. */
export function sgdReference(
  { w, b }: SgdState,
  g: ArrayLike<number>,
  learningRate: number,
  { momentum, weightDecay, isNesterov }: SgdAttrs,
): SgdState {
  const descent = w.map((value, i) => (g[i] as number) + weightDecay * value);
  const velocity = b.map((value, i) => momentum * value + (descent[i] as number));
  const next = w.map((value, i) => {
    const [d, v] = [descent[i] as number, velocity[i] as number];
    return value - learningRate * (isNesterov ? d + momentum * v : v);
  });
  return { w: next, b: velocity };
}
