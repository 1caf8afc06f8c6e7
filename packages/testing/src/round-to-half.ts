// Rounds numbers to half precision, so that a reference reads what a kernel reads from f16 storage.

/** The f16 nearest to `value`, ties to the even one; ±Infinity from 65,520 on. */
export function roundToHalf(value: number): number {
  const magnitude = Math.abs(value);
  if (!(magnitude > 0) || magnitude === Number.POSITIVE_INFINITY) return value;
  // 10 bits of fraction; below the smallest normal number, 2⁻¹⁴, steps stay 2⁻²⁴.
  const step = 2 ** (Math.max(Math.floor(Math.log2(magnitude)), -14) - 10);
  const steps = magnitude / step;
  const below = Math.floor(steps);
  const isUp = steps - below > 0.5 || (steps - below === 0.5 && below % 2 === 1);
  const rounded = (below + (isUp ? 1 : 0)) * step;
  return Math.sign(value) * (rounded > 65504 ? Number.POSITIVE_INFINITY : rounded);
}
