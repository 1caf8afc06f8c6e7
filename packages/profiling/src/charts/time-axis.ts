// Marks of a time axis: round times, and texts as fine as the distance between them.
import { ticks } from "@pleura/pictures";

/** A mark. */
export interface TimeMark {
  readonly us: number;
  readonly text: string;
}

/** Finest distance: timestamps count whole nanoseconds. */
const leastStepUs = 1e-3;

/** Round times from `fromUs` to `toUs`, at most `most` steps of them. */
export function timeMarks(fromUs: number, toUs: number, most: number): readonly TimeMark[] {
  const parts = Math.max(1, most);
  const found = ticks(fromUs, Math.max(toUs, fromUs + parts * leastStepUs), parts);
  const stepUs = (found[1] ?? toUs) - (found[0] ?? fromUs);
  return found.filter((us) => us <= toUs).map((us) => ({ us, text: timeText(us, stepUs) }));
}

/** A time in the unit that suits it, to the digits that a step can tell apart. */
export function timeText(us: number, stepUs: number): string {
  const [unit, size] = stepUs >= 1e5 ? ["s", 1e6] : stepUs >= 100 ? ["ms", 1e3] : ["µs", 1];
  const digits = Math.max(0, Math.min(4, Math.ceil(-Math.log10(stepUs / size) - 1e-9)));
  return `${(us / size).toFixed(digits)} ${unit}`;
}

/** A length of time for people: three digits or more, in the unit that suits it. */
export function durationText(us: number): string {
  if (us >= 1e6) return `${(us / 1e6).toFixed(2)} s`;
  if (us >= 1e3) return `${(us / 1e3).toFixed(us >= 1e5 ? 1 : 2)} ms`;
  return `${us.toFixed(us >= 100 ? 0 : us >= 10 ? 1 : 2)} µs`;
}
