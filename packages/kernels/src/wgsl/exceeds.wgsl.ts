// The comparison of a running maximum as a WGSL function that keeps NaN.
import { elementOf, unsignedOf, type VectorWidth } from "./vector-width.ts";

/**
 * WGSL `exceeds`, by components: true when `value` replaces the maximum `best`: it is larger, or NaN. A NaN maximum stays, since
 * nothing but NaN replaces it.
 *
 * WGSL's `max` may return either operand when one is NaN, and compilers fold `value != value` to false
 * (WGSL spec, "Floating Point Evaluation": implementations may assume that NaN is not present), so that the
 * bits are compared: exponent all ones and a fraction that is not 0.
 */
export function exceedsText(width: VectorWidth): string {
  const [type, unsigned] = [elementOf(width), unsignedOf(width)];
  const result = width === 4 ? "vec4<bool>" : "bool";
  return `fn exceeds(value: ${type}, best: ${type}) -> ${result} {
  return (value > best) | ((bitcast<${unsigned}>(value) & ${unsigned}(0x7fffffffu)) > ${unsigned}(0x7f800000u));
}`;
}

/** `exceedsText` for single numbers. */
export const exceedsFunction = exceedsText(1);
