// The sigmoid as a WGSL function that overflows for no argument.

/** σ(a) = 1 / (1 + e^−a), by e^−|a| ≤ 1: WGSL may not assume that infinities work. */
export const sigmoidFunction = `fn sigmoid(a: f32) -> f32 {
  let e = exp(-abs(a));
  return select(1.0, e, a < 0.0) / (1.0 + e);
}`;
