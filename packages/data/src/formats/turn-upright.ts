// Turns a stored picture as its EXIF orientation says, so that it is upright.

import type { RasterImage } from "./decode-image.ts";

/** Where the stored sample of an upright pixel is: `[column, row]` of a picture of `width`×`height`. */
type Place = (x: number, y: number, width: number, height: number) => readonly [number, number];

/** Exif 2.32, section 4.6.4, "Orientation": which side of the scene row 0 and column 0 are. */
const PLACES: Readonly<Record<number, Place>> = {
  2: (x, y, width) => [width - 1 - x, y],
  3: (x, y, width, height) => [width - 1 - x, height - 1 - y],
  4: (x, y, _, height) => [x, height - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y, _, height) => [y, height - 1 - x],
  7: (x, y, width, height) => [width - 1 - y, height - 1 - x],
  8: (x, y, width) => [width - 1 - y, x],
};

/**
 * Turns a picture upright.
 *
 * @param stored the picture as it lies in the file
 * @param orientation EXIF orientation 1–8; 5–8 swap width and height
 * @returns the same picture for 1
 */
export function turnUpright(stored: RasterImage, orientation: number): RasterImage {
  const place = PLACES[orientation];
  if (place === undefined) return stored;
  const { width, height, channels, data } = stored;
  const [across, down] = orientation >= 5 ? [height, width] : [width, height];
  const turned = new Uint8Array(data.length);
  // The place moves by the same step all along a row.
  const [x0, y0] = place(0, 0, width, height);
  const [x1, y1] = place(1, 0, width, height);
  const step = (x1 - x0 + (y1 - y0) * width) * channels;
  for (let y = 0, to = 0; y < down; y++) {
    const [column, row] = place(0, y, width, height);
    let from = (row * width + column) * channels;
    for (let x = 0; x < across; x++, from += step) {
      for (let c = 0; c < channels; c++) turned[to++] = data[from + c] as number;
    }
  }
  return { width: across, height: down, channels, data: turned };
}
