// A film made ready for drawing: whole numbers, smaller copies for every zoom, and its histogram.
import type { GreyImage } from "@pleura/data";

/** A film at one size: grey steps `[height, width]`. */
export interface FilmCopy {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint16Array;
}

/** A film as the panes draw it. Steps are what the arrays hold, values are in the film's own unit. */
export interface DisplayFilm {
  readonly width: number;
  readonly height: number;
  /** The film, then copies of half the sides each, down to {@link SMALLEST_COPY}. */
  readonly copies: readonly FilmCopy[];
  /** Greatest step: 255 or 65,535. */
  readonly lastStep: 255 | 65_535;
  /** Values that step 0 and the greatest step stand for. */
  readonly low: number;
  readonly high: number;
  /** Decimals with which values are written. */
  readonly digits: number;
  /** True when low values are bright, as in MONOCHROME1. */
  readonly isNegative: boolean;
  /** The window that the file names, as the values of black and white; undefined where it names none. */
  readonly given: { readonly low: number; readonly high: number } | undefined;
  /** Pixels of each step, `[lastStep + 1]`. */
  readonly histogram: Uint32Array;
}

/** How steps become values. */
export type FilmScale = Pick<DisplayFilm, "low" | "high"> & { readonly lastStep: number };

/** A longer side at which copies end: smaller than any pane. */
const SMALLEST_COPY = 256;

/**
 * Makes a film ready for drawing.
 *
 * 7.5 megapixels take about 100 ms, so it belongs in the image worker.
 */
export function displayFilm(image: GreyImage): DisplayFilm {
  const { width, height, maxValue, stored } = image;
  const data = stored?.steps ?? stepsOf(image);
  const copies: FilmCopy[] = [{ width, height, data }];
  for (let last = copies[0]; last !== undefined; last = copies.at(-1)) {
    if (Math.max(last.width, last.height) <= SMALLEST_COPY) break;
    copies.push(halved(last));
  }
  const lastStep = data instanceof Uint8Array ? 255 : 65_535;
  const histogram = new Uint32Array(lastStep + 1);
  for (let at = 0; at < data.length; at += 1) {
    const step = data[at] as number;
    histogram[step] = (histogram[step] as number) + 1;
  }
  const scale =
    stored === undefined
      ? { low: 0, high: maxValue, isNegative: false, given: givenWindow(image) }
      : { ...stored, given: stored.window };
  const { low, high, isNegative, given } = scale;
  // Two digits after the point where the whole range is a handful.
  const digits = high - low <= 10 ? 3 : 0;
  return { width, height, copies, lastStep, low, high, digits, isNegative, given, histogram };
}

/** 8 bits and decoded DICOM greys say themselves what black and white are; 16 bits may hold 12. */
function givenWindow({ maxValue }: GreyImage): { low: number; high: number } | undefined {
  return maxValue === 65_535 ? undefined : { low: 0, high: maxValue };
}

/** The value of a step. */
export function valueOfStep({ low, high, lastStep }: FilmScale, step: number): number {
  return low + (step / lastStep) * (high - low);
}

function stepsOf({ data }: GreyImage): Uint8Array | Uint16Array {
  if (!(data instanceof Float32Array)) return data;
  const steps = new Uint16Array(data.length);
  for (let at = 0; at < data.length; at += 1) {
    steps[at] = Math.round(65_535 * Math.min(1, Math.max(0, data[at] as number)));
  }
  return steps;
}

/** Means of 2×2 pixels; an odd last row or column counts twice. */
export function halved({ width, height, data }: FilmCopy): FilmCopy {
  const half = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const means =
    data instanceof Uint8Array
      ? new Uint8Array(half.width * half.height)
      : new Uint16Array(half.width * half.height);
  let to = 0;
  for (let y = 0; y < half.height; y += 1) {
    const upper = 2 * y * width;
    const lower = Math.min(2 * y + 1, height - 1) * width;
    for (let x = 0; x < half.width; x += 1) {
      const left = 2 * x;
      const right = Math.min(left + 1, width - 1);
      const sum =
        (data[upper + left] as number) +
        (data[upper + right] as number) +
        (data[lower + left] as number) +
        (data[lower + right] as number);
      means[to] = (sum + 2) >> 2;
      to += 1;
    }
  }
  return { ...half, data: means };
}
