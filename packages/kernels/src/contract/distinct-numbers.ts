// Test numbers without ties, for ops that take a maximum.

/** `count` different numbers in [−1, 1) at steps of 2 / count, in a scrambled order. */
export function distinctNumbers(count: number): Float32Array {
  // 7919 is prime, so the walk visits every step once unless count is a multiple of it.
  return Float32Array.from({ length: count }, (_, i) => (2 * ((i * 7919 + 5) % count)) / count - 1);
}
