// Seeded numbers for tests: reproducible, and rounded to f32 so that a reference reads what the GPU reads.

/** `count` numbers in [low, high), rounded to f32, from a 32-bit linear congruential generator. */
export function randomNumbers(count: number, seed: number, low = -1, high = 1): Float32Array {
  // Multiplier and increment of Numerical Recipes; enough for test data, not for statistics.
  let state = (Math.imul(seed, 2654435761) + 12345) >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const mixed = (state ^ (state >>> 15)) >>> 0;
    return low + (high - low) * (mixed / 4294967296);
  });
}
