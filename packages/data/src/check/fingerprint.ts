// What tells the images of a source apart from others before any lung is looked at: size, format, range.

import { quantile } from "../statistics/intervals.ts";
import { FILM_QUANTILES, type FilmStatistics, isConstant } from "./film-statistics.ts";

/** Least, median and greatest value over the images of a source. */
export type SourceSpread = readonly [number, number, number];

/** Size and range of the images of one source. */
export interface SourceFingerprint {
  readonly source: string;
  readonly images: number;
  readonly width: SourceSpread;
  readonly height: SourceSpread;
  /** Width over height. */
  readonly aspect: SourceSpread;
  /** Images by format, bits and channels, such as `png 8 bit × 1`. */
  readonly formats: Readonly<Record<string, number>>;
  /** Mean grey value, 0 (black) to 1 (white). */
  readonly mean: SourceSpread;
  /** Median over the images of the quantiles 0, 0.01, 0.25, 0.5, 0.75, 0.99 and 1 of an image. */
  readonly quantiles: Readonly<Record<string, number>>;
  /** Share of pixels at white and at black. */
  readonly white: SourceSpread;
  readonly black: SourceSpread;
  /** Images with an empty border of at least a hundredth of their area. */
  readonly withBorder: number;
  readonly constant: number;
}

/** Share of an image's area from which its empty border counts. */
const BORDER = 0.01;

/** Fingerprint of each source, sorted by name. */
export function fingerprintSources(
  films: readonly { readonly source: string; readonly statistics: FilmStatistics }[],
): SourceFingerprint[] {
  const groups = new Map<string, FilmStatistics[]>();
  for (const { source, statistics } of films) {
    const group = groups.get(source);
    if (group === undefined) groups.set(source, [statistics]);
    else group.push(statistics);
  }
  return [...groups.keys()].sort().map((source) => {
    const group = groups.get(source) as FilmStatistics[];
    const spread = (of: (film: FilmStatistics) => number): SourceSpread => {
      const values = Float64Array.from(group, of).sort();
      return [0, 0.5, 1].map((q) => quantile(values, q)) as unknown as SourceSpread;
    };
    return {
      source,
      images: group.length,
      width: spread(({ width }) => width),
      height: spread(({ height }) => height),
      aspect: spread(({ width, height }) => width / height),
      formats: countFormats(group),
      mean: spread(({ mean }) => mean),
      quantiles: Object.fromEntries(
        FILM_QUANTILES.map((q, at) => [
          `${q}`,
          spread(({ quantiles }) => quantiles[at] as number)[1],
        ]),
      ),
      white: spread(({ white }) => white),
      black: spread(({ black }) => black),
      withBorder: group.filter(({ border }) => border >= BORDER).length,
      constant: group.filter(isConstant).length,
    };
  });
}

function countFormats(group: readonly FilmStatistics[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { format, bits, channels } of group) {
    const name = `${format} ${bits} bit × ${channels}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
