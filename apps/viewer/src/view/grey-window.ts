// Window and level: which grey values of a film become black and white, in the film's own unit.
import { type DisplayFilm, type FilmScale, valueOfStep } from "./display-film.ts";

/** Values from `centre − width / 2` (black) to `centre + width / 2` (white), linear between. */
export interface GreyWindow {
  readonly centre: number;
  readonly width: number;
}

/** Name and keys of a preset window. */
export interface WindowPreset {
  readonly name: string;
  /** What it is good for, in a few words. */
  readonly meaning: string;
  /** Shares of the film's pixels at black and at white; undefined for the whole range. */
  readonly shares?: readonly [number, number];
}

/** The presets of keys 1–5. A film without units, unlike CT, has no fixed windows: they follow its histogram. */
export const WINDOW_PRESETS: readonly WindowPreset[] = [
  { name: "Whole range", meaning: "every value that the film holds" },
  // What the DICOM decoder takes for a film without a window, so that both look alike.
  { name: "Auto", meaning: "without the darkest and brightest 0.5 %", shares: [0.005, 0.995] },
  { name: "Dark parts", meaning: "lungs: the darker 60 %", shares: [0.005, 0.6] },
  { name: "Bright parts", meaning: "mediastinum, bone: the brighter 60 %", shares: [0.4, 0.995] },
  { name: "High contrast", meaning: "the middle 70 %", shares: [0.15, 0.85] },
];

/** A drag over this many CSS pixels changes width or level by the film's whole range. */
const DRAG_LENGTH = 512;

/** Steps below which a window would be no more than a threshold. */
const LEAST_STEPS = 1;

/** Everything the film can hold. */
export function wholeRange({ low, high }: FilmScale): GreyWindow {
  return { centre: (low + high) / 2, width: high - low };
}

/** The window of a preset for a film. */
export function presetWindow(film: DisplayFilm, { shares }: WindowPreset): GreyWindow {
  if (shares === undefined) return wholeRange(film);
  // Of a negative the dark parts are the high values.
  const ends = film.isNegative ? shares.map((share) => 1 - share) : shares;
  const [one, other] = ends.map((share) => valueAtShare(film, share)) as [number, number];
  return windowBetween(film, one, other);
}

/** What a film is shown with at first: the file's own window, else without the extremes: 12 bits of 16 would look black. */
export function firstWindow(film: DisplayFilm): GreyWindow {
  const { given } = film;
  return given === undefined
    ? presetWindow(film, WINDOW_PRESETS[1] as WindowPreset)
    : windowBetween(film, given.low, given.high);
}

/** A drag as in OHIF: to the right widens, down raises the level. */
export function draggedWindow(
  film: DisplayFilm,
  { centre, width }: GreyWindow,
  { x, y }: { readonly x: number; readonly y: number },
): GreyWindow {
  const perPixel = (film.high - film.low) / DRAG_LENGTH;
  return allowedWindow(film, { centre: centre + y * perPixel, width: width + x * perPixel });
}

/**
 * A window that shows something: at least a step wide, at most twice the range, its centre on the film. The file's own
 * window is allowed wherever it lies: a film may use a corner of it.
 */
export function allowedWindow(film: DisplayFilm, { centre, width }: GreyWindow): GreyWindow {
  const { least, most, widest, narrowest } = windowLimits(film);
  return {
    centre: Math.min(most, Math.max(least, centre)),
    width: Math.min(widest, Math.max(narrowest, width)),
  };
}

/** How far level and width go. */
export function windowLimits({ low, high, lastStep, given }: DisplayFilm): {
  readonly least: number;
  readonly most: number;
  readonly narrowest: number;
  readonly widest: number;
} {
  const middle = given === undefined ? low : (given.low + given.high) / 2;
  const ownWidth = given === undefined ? 0 : given.high - given.low;
  return {
    least: Math.min(low, middle),
    most: Math.max(high, middle),
    narrowest: (LEAST_STEPS * (high - low)) / lastStep,
    widest: Math.max(2 * (high - low), ownWidth),
  };
}

/** Black and white of a window, its ends. */
export function windowEnds({ centre, width }: GreyWindow): { low: number; high: number } {
  return { low: centre - width / 2, high: centre + width / 2 };
}

/** The window between two values, in any order. */
export function windowBetween(film: DisplayFilm, one: number, other: number): GreyWindow {
  return allowedWindow(film, { centre: (one + other) / 2, width: Math.abs(other - one) });
}

/**
 * The value below which a share of the pixels lies. Pure black and pure white are left out where there is
 * anything else: borders and burnt-in letters say nothing about the chest.
 */
export function valueAtShare(film: DisplayFilm, share: number): number {
  const { histogram, lastStep } = film;
  let total = 0;
  for (let step = 1; step < lastStep; step += 1) total += histogram[step] as number;
  const [first, last] = total > 0 ? [1, lastStep - 1] : [0, lastStep];
  if (total === 0) total = (histogram[0] as number) + (histogram[lastStep] as number);
  let seen = 0;
  for (let step = first; step <= last; step += 1) {
    seen += histogram[step] as number;
    if (seen >= share * total && seen > 0) return valueOfStep(film, step);
  }
  return film.high;
}
