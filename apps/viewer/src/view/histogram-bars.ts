// A film's histogram as bars to draw, and places on it.
import type { DisplayFilm } from "./display-film.ts";

/** Bars across the panel: one to two CSS pixels each. */
export const HISTOGRAM_BARS = 128;

/**
 * Heights of the bars in [0, 1], logarithmic: `ln(1 + count) / ln(1 + greatest count)`. Linear heights would show
 * the black border and nothing else.
 */
export function histogramBars({ histogram }: DisplayFilm, bars = HISTOGRAM_BARS): Float64Array {
  const counts = new Float64Array(bars);
  for (let step = 0; step < histogram.length; step += 1) {
    const bar = Math.floor((step * bars) / histogram.length);
    counts[bar] = (counts[bar] as number) + (histogram[step] as number);
  }
  const greatest = counts.reduce((most, count) => Math.max(most, count), 0);
  return counts.map((count) => (greatest > 0 ? Math.log1p(count) / Math.log1p(greatest) : 0));
}

/** Ends and middle of a window on the histogram. */
export type WindowHandle = "low" | "centre" | "high";

/** How near to a handle a pointer takes hold of it, CSS pixels: half a fingertip. */
const REACH = 12;

/**
 * Which handle of a window a pointer takes hold of; undefined when none is near.
 *
 * @param x place of the pointer, and `ends` places of black and white, CSS pixels; inside the window the centre is held
 */
export function handleAt(
  x: number,
  { low, high }: { readonly low: number; readonly high: number },
): WindowHandle | undefined {
  const toLow = Math.abs(x - low);
  const toHigh = Math.abs(x - high);
  // A narrow window keeps a middle to hold: ends reach no further inside than a third of it.
  const inside = Math.min(REACH, (high - low) / 3);
  if (toLow <= (x < low ? REACH : inside) && toLow <= toHigh) return "low";
  if (toHigh <= (x > high ? REACH : inside)) return "high";
  return x > low && x < high ? "centre" : undefined;
}
