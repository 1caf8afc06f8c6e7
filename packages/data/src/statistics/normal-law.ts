// The standard normal law: its tails and the 97.5 % point.

/** 97.5 % point of the standard normal law. */
export const NORMAL_975 = 1.959963984540054;

/**
 * Chance that a standard normal number is at least |z| from 0: erfc(|z|/√2).
 *
 * Below x = 2 from the series erf(x) = 2/√π·e^(−x²)·Σ 2ᵏx^(2k+1)/(2k+1)!! (Abramowitz and Stegun 7.1.6),
 * whose terms are all positive; above from the continued fraction of erfc (7.1.14), which keeps the
 * digits of small tails.
 */
export function twoSidedTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  if (Number.isNaN(x)) return Number.NaN;
  return x < 2 ? 1 - seriesErf(x) : fractionErfc(x);
}

function seriesErf(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; term > 1e-17 * sum; k += 1) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function fractionErfc(x: number): number {
  let tail = x;
  // At x = 2, where it converges slowest, 100 steps reach the last bit.
  for (let k = 100; k > 0; k -= 1) tail = x + k / 2 / tail;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
}
