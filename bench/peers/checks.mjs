// What every side must compute: first losses or sums of the result, and how near they must be.

/**
 * Losses of the first training steps, or [Σ v, Σ |v|] of the result.
 * W1 and W2 are PyTorch's; the sums agree in PyTorch, jax-js and tfjs (2026-11).
 */
export const expected = {
  W1: { losses: [0.1159147, 0.09189, 0.10224] },
  W2: { losses: [0.1633805, 0.1155069] },
  W3: { sums: [11008.79, 11008.79] },
  W4f: { sums: [195.0066, 504885.9] },
  W4x: { sums: [-776.94, 504520.6] },
  W4w: { sums: [-15541.36, 1541427] },
  W5: { sums: [11741.92, 8924442] },
};

/**
 * Relative tolerance of the losses by step: Adam divides by roots of tiny moments in its first steps,
 * which turns rounding into differences. Seen between PyTorch, tfjs and jax-js: 1e-7, 1e-5 and 1e-3.
 */
const lossTolerances = [1e-5, 1e-3, 2e-2];

/** Tolerance of both sums relative to Σ |v|; seen between peers: below 1e-6. A missing padding gives 6e-5. */
const sumTolerance = 5e-6;

/**
 * Sums of a result that do not depend on its layout.
 *
 * @param {ArrayLike<number>} values
 * @returns {[sum: number, absolute: number]}
 */
export function sumsOf(values) {
  let sum = 0;
  let absolute = 0;
  for (let index = 0; index < values.length; index++) {
    sum += values[index];
    absolute += Math.abs(values[index]);
  }
  return [sum, absolute];
}

/**
 * Compares what a side computed with what is expected.
 *
 * @param {string} name of the workload
 * @param {{ readonly losses?: readonly number[], readonly sums?: readonly number[] }} given
 * @returns {{ agrees: boolean, text: string }} text: the largest relative difference, or what is missing
 */
export function compareResult(name, given) {
  const { losses, sums } = expected[name];
  const pairs = losses
    ? losses.map((value, step) => ({
        difference: Math.abs((given.losses?.[step] ?? Number.NaN) - value) / value,
        tolerance: lossTolerances[step],
      }))
    : sums.map((value, index) => ({
        difference: Math.abs((given.sums?.[index] ?? Number.NaN) - value) / sums[1],
        tolerance: sumTolerance,
      }));
  if (pairs.some(({ difference }) => Number.isNaN(difference))) {
    return { agrees: false, text: "no result" };
  }
  const worst = pairs.reduce((a, b) =>
    b.difference / b.tolerance > a.difference / a.tolerance ? b : a,
  );
  const agrees = worst.difference <= worst.tolerance;
  return { agrees, text: `${agrees ? "agrees" : "WRONG"} (${worst.difference.toExponential(0)})` };
}
