// How an estimate and its interval read.
import type { Interval } from "@pleura/data";

/** `0.910 (0.850–0.960)`, or a dash where the images cannot tell. */
export function intervalText({ value, low, high }: Interval): string {
  if (Number.isNaN(value)) return "–";
  const text = (x: number): string => (Number.isNaN(x) ? "?" : x.toFixed(3));
  return `${text(value)} (${text(low)}–${text(high)})`;
}
