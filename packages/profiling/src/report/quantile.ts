// Order statistics of timings, which come in no order.
import { quantile as quantileOf } from "@pleura/data";

/** The value below which a share of the values lies, linear between neighbours; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  return quantileOf(
    values.toSorted((a, b) => a - b),
    share,
  );
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Sum of values. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
