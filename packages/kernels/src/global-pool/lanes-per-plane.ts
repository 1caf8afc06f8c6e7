// How many invocations share the work on one plane of a map when it is reduced.

/**
 * Base-2 logarithm of the invocations per plane: 1, 8 or 64 of them.
 *
 * Each lane adds every 2^bits-th pixel, so that neighbours read neighbours; a second launch adds
 * the lanes' results in order. This needs no barrier (slow on CPU adapters) and no subgroup, and the
 * order of additions depends on the shape alone. 64 pixels per 8 lanes leave each lane enough work
 * to pay for its partial result.
 */
export function laneBits(pixels: number): number {
  if (pixels < 64) return 0;
  return pixels < 1024 ? 3 : 6;
}
