// Film exposure: gives every image a random grey-level distribution that ignores its content.

import type { RandomStream } from "../random/stream.ts";

/** Levels at which the target distribution is tabulated. */
const LEVELS = 1024;
/** Bins in which densities are ranked: far more than grey levels of any film format we write. */
const BINS = 65536;

/** Rising grey values: entry i is the quantile (i + ½)/1024 of the film's distribution. */
export type FilmCurve = Float32Array;

/** How much of the film is what, as shares of 1; the rest is soft tissue and bone. */
export interface FilmContent {
  readonly air: number;
  readonly lung: number;
}

/**
 * Draws a film: air, lung and soft tissue as three normal laws with random means and spreads.
 *
 * @param content shares of the healthy chest, which do not depend on the class
 * @param brightness shift of the means of lung and tissue, for a scanner's habit
 */
export function drawFilmCurve(
  stream: RandomStream,
  content: FilmContent,
  brightness: number,
): FilmCurve {
  const between = (low: number, high: number): number => low + (high - low) * stream.uniform();
  const { air, lung } = content;
  const dark = between(0.2, 0.34) + brightness;
  const laws = [
    { weight: air, mean: between(0.02, 0.06), spread: 0.008 },
    { weight: lung, mean: dark, spread: between(0.075, 0.1) },
    { weight: 1 - air - lung, mean: dark + between(0.3, 0.42), spread: between(0.1, 0.13) },
  ];
  const rising = new Float64Array(LEVELS);
  let sum = 0;
  for (let level = 0; level < LEVELS; level += 1) {
    const grey = (level + 0.5) / LEVELS;
    for (const { weight, mean, spread } of laws)
      sum += (weight / spread) * Math.exp(-0.5 * ((grey - mean) / spread) ** 2);
    rising[level] = sum;
  }
  const curve = new Float32Array(LEVELS);
  let level = 0;
  for (let index = 0; index < LEVELS; index += 1) {
    const wanted = ((index + 0.5) / LEVELS) * sum;
    while ((rising[level] as number) < wanted) level += 1;
    curve[index] = (level + 0.5) / LEVELS;
  }
  return curve;
}

/**
 * Replaces each density by the film's grey value of the same rank, in place.
 *
 * The result's histogram is the film's whatever the image shows, so a lesion cannot be found from
 * grey levels alone: only where they lie tells.
 */
export function exposeFilm(density: Float32Array, curve: FilmCurve): void {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of density) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const scale = high > low ? (BINS - 1) / (high - low) : 0;
  const counts = new Uint32Array(BINS);
  for (const value of density) {
    const bin = Math.floor((value - low) * scale);
    counts[bin] = (counts[bin] as number) + 1;
  }
  const greys = new Float32Array(BINS);
  let below = 0;
  for (let bin = 0; bin < BINS; bin += 1) {
    const count = counts[bin] as number;
    const rank = (below + count / 2) / density.length;
    greys[bin] = curve[Math.min(LEVELS - 1, Math.floor(rank * LEVELS))] as number;
    below += count;
  }
  for (let pixel = 0; pixel < density.length; pixel += 1)
    density[pixel] = greys[Math.floor(((density[pixel] as number) - low) * scale)] as number;
}
