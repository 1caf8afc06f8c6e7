// Lays a heatmap over a film, and draws the colour bar that explains it.
import { COLOUR_MAP, colourAt } from "./colour-map.ts";
import type { Pixels } from "./encode-png.ts";

/** A grey picture or map `[height, width]` in [0, 1]. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Opacity of the colour where the map is 1; it falls with the map, so that unlit film stays film. */
const STRONGEST = 0.65;

/** A film as grey pixels. */
export function greyPixels({ width, height, data }: Plane): Pixels {
  const grey = Uint8Array.from(data, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  return { width, height, channels: 1, data: grey };
}

/** A map in colour. */
export function heatmapPixels({ width, height, data }: Plane): Pixels {
  const pixels = new Uint8Array(3 * data.length);
  for (let index = 0; index < data.length; index += 1) {
    const at = colourAt(data[index] as number);
    pixels.set(COLOUR_MAP.subarray(at, at + 3), 3 * index);
  }
  return { width, height, channels: 3, data: pixels };
}

/** Film and map blended: rgb = (1 − a)·film + a·colour(map), a = 0.65·map. */
export function overlayPixels(film: Plane, map: Plane): Pixels {
  const pixels = new Uint8Array(3 * film.data.length);
  for (let index = 0; index < film.data.length; index += 1) {
    const value = map.data[index] as number;
    const opacity = STRONGEST * value;
    const grey = 255 * Math.min(1, Math.max(0, film.data[index] as number));
    const at = colourAt(value);
    for (let channel = 0; channel < 3; channel += 1) {
      const colour = COLOUR_MAP[at + channel] as number;
      pixels[3 * index + channel] = Math.round((1 - opacity) * grey + opacity * colour);
    }
  }
  return { width: film.width, height: film.height, channels: 3, data: pixels };
}

/** Digits 5 pixels high, a row per number, 3 bits each. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  "0": [7, 5, 5, 5, 7],
  "1": [2, 6, 2, 2, 7],
  "5": [7, 4, 7, 1, 7],
  ".": [0, 0, 0, 0, 2],
};

/** The picture with a colour bar at its right: 1 at the top, 0.5, 0 at the bottom. */
export function withColourBar(picture: Pixels): Pixels {
  const { width, height } = picture;
  const scale = Math.max(1, Math.round(height / 160));
  const margin = 4 * scale;
  const bar = 6 * scale;
  const total = width + margin + bar + margin + 11 * scale + margin;
  const data = new Uint8Array(3 * total * height).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const from = picture.channels === 3 ? 3 * (y * width + x) + channel : y * width + x;
        data[3 * (y * total + x) + channel] = picture.data[from] as number;
      }
    }
    const at = colourAt(1 - y / Math.max(1, height - 1));
    for (let x = width + margin; x < width + margin + bar; x += 1) {
      data.set(COLOUR_MAP.subarray(at, at + 3), 3 * (y * total + x));
    }
  }
  const left = width + margin + bar + margin;
  const draw = (text: string, middle: number): void => {
    const top = Math.min(height - 5 * scale, Math.max(0, Math.round(middle - 2.5 * scale)));
    [...text].forEach((letter, place) => {
      drawGlyph(data, { total, height, scale, left: left + place * 4 * scale, top }, letter);
    });
  };
  draw("1", 0);
  draw("0.5", height / 2);
  draw("0", height);
  return { width: total, height, channels: 3, data };
}

interface GlyphPlace {
  readonly total: number;
  readonly height: number;
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

function drawGlyph(
  data: Uint8Array,
  { total, height, scale, left, top }: GlyphPlace,
  letter: string,
): void {
  const rows = GLYPHS[letter] ?? [];
  for (let y = 0; y < 5 * scale; y += 1) {
    const bits = rows[Math.floor(y / scale)] ?? 0;
    for (let x = 0; x < 3 * scale; x += 1) {
      const isSet = ((bits >> (2 - Math.floor(x / scale))) & 1) === 1;
      if (isSet && top + y < height)
        data.fill(0, 3 * ((top + y) * total + left + x), 3 * ((top + y) * total + left + x) + 3);
    }
  }
}
