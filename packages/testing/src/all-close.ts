// Compares arrays of numbers within an absolute and a relative tolerance, and says where they differ most.

/** Numbers that can be compared. */
export type NumberArray = ArrayLike<number>;

/** Tolerance: |actual − expected| ≤ absolute + relative · |expected|. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Where two arrays differ most, or undefined when they agree within the tolerance. */
export function firstDifference(
  actual: NumberArray,
  expected: NumberArray,
  tolerance: Tolerance,
): string | undefined {
  if (actual.length !== expected.length) {
    return `lengths differ: ${actual.length} instead of ${expected.length}`;
  }
  let worst = 0;
  let at = -1;
  for (let i = 0; i < expected.length; i++) {
    const want = expected[i] as number;
    if (actual[i] === want) continue;
    const excess =
      Math.abs((actual[i] as number) - want) /
      (tolerance.absolute + tolerance.relative * Math.abs(want));
    if (!(excess <= 1) && !(excess <= worst)) {
      worst = Number.isNaN(excess) ? Number.POSITIVE_INFINITY : excess;
      at = i;
    }
  }
  if (at < 0) return undefined;
  return `element ${at} is ${actual[at]} instead of ${expected[at]} (${worst.toPrecision(3)} × tolerance)`;
}

/**
 * Largest error relative to the largest expected magnitude: max|a − e| / max|e|.
 *
 * The measure for whole tensors, where single elements may be near zero.
 */
export function relativeError(actual: NumberArray, expected: NumberArray): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let error = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] as number) - (expected[i] as number));
    if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
    error = Math.max(error, difference);
    scale = Math.max(scale, Math.abs(expected[i] as number));
  }
  return error === 0 ? 0 : error / Math.max(scale, 1e-30);
}
