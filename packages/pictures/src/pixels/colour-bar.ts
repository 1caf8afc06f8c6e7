// The colour bar that explains a heatmap, as pixels beside its picture.
import { type ColourMap, colourAt, DEFAULT_COLOUR_MAP } from "../colours/colour-maps.ts";
import type { Pixels } from "./pixels.ts";

/** Digits 5 pixels high, a row per number, 3 bits each. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  "0": [7, 5, 5, 5, 7],
  "1": [2, 6, 2, 2, 7],
  "5": [7, 4, 7, 1, 7],
  ".": [0, 0, 0, 0, 2],
};

/** The picture with a colour bar at its right: 1 at the top, 0.5, 0 at the bottom. */
export function withColourBar(picture: Pixels, { table }: ColourMap = DEFAULT_COLOUR_MAP): Pixels {
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
      data.set(table.subarray(at, at + 3), 3 * (y * total + x));
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
