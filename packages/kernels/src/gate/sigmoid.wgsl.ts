// The sigmoid as a WGSL function that overflows for no argument.
import { elementOf, type VectorWidth } from "../wgsl/vector-width.ts";

/** σ(a) = 1 / (1 + e^−a) by components, by e^−|a| ≤ 1: WGSL may not assume that infinities work. */
export function sigmoidText(width: VectorWidth): string {
  const type = elementOf(width);
  return `fn sigmoid(a: ${type}) -> ${type} {
  let e = exp(-abs(a));
  return select(${type}(1.0), e, a < ${type}(0.0)) / (1.0 + e);
}`;
}
