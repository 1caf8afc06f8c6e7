// The comparison of a running maximum as a WGSL function that keeps NaN.

/**
 * True when `value` replaces the maximum `best`: it is larger, or NaN. A NaN maximum stays, since
 * nothing but NaN replaces it.
 *
 * WGSL's `max` may return either operand when one is NaN, and compilers fold `value != value` to false
 * (WGSL spec, "Floating Point Evaluation": implementations may assume that NaN is not present), so that the
 * bits are compared: exponent all ones and a fraction that is not 0.
 */
export const exceedsFunction = `fn exceeds(value: f32, best: f32) -> bool {
  return (value > best) | ((bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u);
}`;
