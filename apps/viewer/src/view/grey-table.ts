// The table from grey steps to screen colours that a window makes, and its use on a part of a film.
import { type FilmCopy, type FilmScale, valueOfStep } from "./display-film.ts";
import { type GreyWindow, windowEnds } from "./grey-window.ts";

/** What a grey table is made of. */
export interface GreyTableOptions {
  readonly window: GreyWindow;
  /** True when the window's low end is white: inverted by a person or a negative, but not both. */
  readonly isInverted: boolean;
  readonly scale: FilmScale;
}

/**
 * Grey of the screen, 0–255, for each step: `255 · clamp((value − low) / (high − low))`, rounded; turned over when
 * inverted.
 *
 * DICOM PS3.3, section C.11.2.1.3.2 (LINEAR_EXACT).
 */
export function greyTable({ window, isInverted, scale }: GreyTableOptions): Uint8Array {
  const { low, high } = windowEnds(window);
  const { lastStep } = scale;
  const table = new Uint8Array(lastStep + 1);
  for (let step = 0; step <= lastStep; step += 1) {
    const share = (valueOfStep(scale, step) - low) / (high - low);
    const grey = Math.round(255 * Math.min(1, Math.max(0, share)));
    table[step] = isInverted ? 255 - grey : grey;
  }
  return table;
}

/** A part of a copy, in its pixels. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Writes a part of a film as opaque pixels.
 *
 * @param into RGBA bytes `[crop.height, crop.width, 4]`, at a multiple of 4 bytes
 */
export function paintGrey(
  copy: FilmCopy,
  crop: Crop,
  table: Uint8Array,
  into: Uint8ClampedArray,
): void {
  const words = new Uint32Array(into.buffer, into.byteOffset, crop.width * crop.height);
  const colours = colourWords(table);
  const { data, width } = copy;
  let to = 0;
  for (let y = crop.top; y < crop.top + crop.height; y += 1) {
    const row = y * width;
    for (let x = crop.left; x < crop.left + crop.width; x += 1) {
      words[to] = colours[data[row + x] as number] as number;
      to += 1;
    }
  }
}

/** The table as whole pixels, in this machine's order of bytes. */
function colourWords(table: Uint8Array): Uint32Array {
  const bytes = new Uint8Array(4 * table.length);
  for (let step = 0; step < table.length; step += 1) {
    const grey = table[step] as number;
    bytes[4 * step] = grey;
    bytes[4 * step + 1] = grey;
    bytes[4 * step + 2] = grey;
    bytes[4 * step + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}
