// What the numbers of one image look like: its size, its format, and where its grey values lie.

import { contentBox } from "../duplicates/film-plane.ts";
import type { GreyImage, ImageFormat } from "../formats/image.ts";

/** Measures of one decoded image; grey values are shares of white, 0–1. */
export interface FilmStatistics {
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  /** Bits per sample and samples per pixel as stored. */
  readonly bits: number;
  readonly channels: number;
  readonly mean: number;
  /** Quantiles 0, 0.01, 0.25, 0.5, 0.75, 0.99 and 1. */
  readonly quantiles: readonly number[];
  /** Share of pixels at white, and at black. */
  readonly white: number;
  readonly black: number;
  /** Share of the image outside its content: lines at the edges that hold one value. */
  readonly border: number;
}

/** The quantiles of {@link FilmStatistics}. */
export const FILM_QUANTILES = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1] as const;

/** Steps of the histogram that quantiles are read from: finer than any 8-bit image. */
const BINS = 1024;

/** Measures an image. */
export function filmStatistics(image: GreyImage): FilmStatistics {
  const { width, height, data, maxValue, source } = image;
  const histogram = new Uint32Array(BINS);
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let white = 0;
  let black = 0;
  for (const value of data) {
    sum += value;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    if (value >= maxValue) white += 1;
    if (value <= 0) black += 1;
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value / maxValue) * (BINS - 1) + 0.5)));
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  const pixels = data.length;
  const box = contentBox(image);
  return {
    width,
    height,
    format: source.format,
    bits: source.bits,
    channels: source.channels,
    mean: sum / pixels / maxValue,
    quantiles: FILM_QUANTILES.map((q) =>
      q === 0
        ? least / maxValue
        : q === 1
          ? greatest / maxValue
          : quantileOf(histogram, q * (pixels - 1)),
    ),
    white: white / pixels,
    black: black / pixels,
    border: 1 - ((box.right - box.left) * (box.bottom - box.top)) / pixels,
  };
}

/** True when all pixels of an image have one value. */
export function isConstant({ quantiles }: FilmStatistics): boolean {
  return quantiles[0] === quantiles.at(-1);
}

function quantileOf(histogram: Uint32Array, rank: number): number {
  let seen = 0;
  for (const [bin, count] of histogram.entries()) {
    seen += count;
    if (seen > rank) return bin / (BINS - 1);
  }
  return 1;
}
