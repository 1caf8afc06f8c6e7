// Round values along an axis.

/** Round values within a range, at most `parts` steps of them: three to six when absent. */
export function ticks(low: number, high: number, parts = 4): number[] {
  const rough = (high - low) / parts;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, index) => (first + index) * step);
}

/** A value beside its tick, three digits at most. */
export function tickText(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
