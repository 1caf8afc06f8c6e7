// The one table of tolerances, by reduction length: rounding errors of a sum grow about like its square root.
import type { Tolerance } from "./all-close.ts";

/** Half a unit in the last place of f32 relative to 1. */
const roundoff = 2 ** -24;

/**
 * Tolerance of an f32 kernel against an f64 reference.
 *
 * @param reductionLength number of terms summed per element (1 for elementwise)
 * @param scale largest magnitude of a term's partial sum, for the absolute part
 */
export function forwardTolerance(reductionLength: number, scale = 1): Tolerance {
  const growth = 16 * roundoff * (1 + Math.sqrt(reductionLength));
  return { relative: growth, absolute: growth * scale };
}

/**
 * Tolerance of a kernel that computes in f32 and stores its result in f16.
 *
 * WGSL lets a conversion round to either neighbour, 2⁻¹⁰ apart relative to the value, and take numbers below the
 * smallest normal one, 2⁻¹⁴, for zero (WGSL spec, "Floating Point Conversion" and "Floating Point Accuracy").
 *
 * @param full tolerance of the same result stored in f32
 */
export function halfTolerance(full: Tolerance): Tolerance {
  return { relative: full.relative + 2 ** -10, absolute: full.absolute + 2 ** -14 };
}

/**
 * Tolerance of ⟨gradient, direction⟩ against finite differences of the f64 reference, relative to
 * ‖gradient‖ · ‖direction‖ / √n, the usual size of that product for a random direction.
 *
 * Measured 2026-11-23 on lavapipe over all ops and cases: at most 9e-7 (softmax near overflow).
 */
export const gradientTolerance = 1e-5;
