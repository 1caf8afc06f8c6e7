// Window and level: which grey values of a film become black and white, in the film's own unit.
import type { DisplayFilm } from "./display-film.ts";

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
  { name: "Whole range", meaning: "every grey value, as the model sees it" },
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
export function wholeRange({ white }: DisplayFilm): GreyWindow {
  return { centre: white / 2, width: white };
}

/** The window of a preset for a film. */
export function presetWindow(film: DisplayFilm, { shares }: WindowPreset): GreyWindow {
  if (shares === undefined) return wholeRange(film);
  const [low, high] = shares.map((share) => valueAtShare(film, share)) as [number, number];
  return allowedWindow(film, { centre: (low + high) / 2, width: high - low });
}

/**
 * What a film is shown with at first: all of it where the file said what black and white are (8 bits, or a DICOM
 * window), else without the extremes, because 12 bits of 16 would look black.
 */
export function firstWindow(film: DisplayFilm): GreyWindow {
  return film.white === 65_535
    ? presetWindow(film, WINDOW_PRESETS[1] as WindowPreset)
    : wholeRange(film);
}

/** A drag as in OHIF: to the right widens, down raises the level. */
export function draggedWindow(
  film: DisplayFilm,
  { centre, width }: GreyWindow,
  { x, y }: { readonly x: number; readonly y: number },
): GreyWindow {
  const perPixel = film.white / DRAG_LENGTH;
  return allowedWindow(film, { centre: centre + y * perPixel, width: width + x * perPixel });
}

/** A window that shows something: at least a step wide, at most twice the range, its centre within the range. */
export function allowedWindow(film: DisplayFilm, { centre, width }: GreyWindow): GreyWindow {
  const step = film.white / film.lastStep;
  return {
    centre: Math.min(film.white, Math.max(0, centre)),
    width: Math.min(2 * film.white, Math.max(LEAST_STEPS * step, width)),
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
  const { histogram, lastStep, white } = film;
  let total = 0;
  for (let step = 1; step < lastStep; step += 1) total += histogram[step] as number;
  const [first, last] = total > 0 ? [1, lastStep - 1] : [0, lastStep];
  if (total === 0) total = (histogram[0] as number) + (histogram[lastStep] as number);
  let seen = 0;
  for (let step = first; step <= last; step += 1) {
    seen += histogram[step] as number;
    if (seen >= share * total && seen > 0) return (step / lastStep) * white;
  }
  return white;
}
