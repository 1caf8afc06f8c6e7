// Overlays: film where the map is 0, colour where it is 1, and a bar that ends in both colours.
import { expect, test } from "vitest";
import { COLOUR_MAPS, colourAt, DEFAULT_COLOUR_MAP } from "../colours/colour-maps.ts";
import { withColourBar } from "./colour-bar.ts";
import { heatmapRgba, overlayPixels, overlayRgba } from "./overlay.ts";

const { table } = DEFAULT_COLOUR_MAP;

const film = { width: 2, height: 1, data: Float32Array.of(0.5, 0.5) };

test("leaves film as it is where the map is 0", () => {
  const { data } = overlayPixels(film, { ...film, data: Float32Array.of(0, 1) });

  expect([...data.subarray(0, 3)]).toEqual([128, 128, 128]);
  expect([...data.subarray(3)]).toEqual([209, 195, 69]);
});

test("the colour bar stands beside the picture, 1 at the top and 0 at the bottom", () => {
  const grey = { width: 4, height: 80, channels: 1 as const, data: new Uint8Array(320).fill(9) };

  const { width, height, data } = withColourBar(grey);

  const at = (x: number, y: number): number[] => [
    ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
  ];
  expect(height).toBe(80);
  expect(at(0, 0)).toEqual([9, 9, 9]);
  expect(at(10, 0)).toEqual([...table.subarray(colourAt(1))]);
  expect(at(10, 79)).toEqual([...table.subarray(0, 3)]);
});

test("opacity, threshold and colour map change what is laid over the film", () => {
  const map = { ...film, data: Float32Array.of(0.4, 0.5) };
  const jet = COLOUR_MAPS.jet;

  const { data } = overlayPixels(film, map, { colourMap: jet, opacity: 1, threshold: 0.5 });

  expect([...data.subarray(0, 3)]).toEqual([128, 128, 128]);
  // Half film 127.5, half jet's middle (130, 255, 126).
  expect([...data.subarray(3)]).toEqual([129, 191, 127]);
});

test("RGBA is the same blend with opaque pixels, written where it is told", () => {
  const map = { ...film, data: Float32Array.of(0.2, 0.9) };
  const target = { width: 2, height: 1, data: new Uint8ClampedArray(8) };

  const rgba = overlayRgba(film, map, {}, target);
  const rgb = overlayPixels(film, map).data;

  expect(rgba).toBe(target);
  expect([...rgba.data]).toEqual([...rgb.subarray(0, 3), 255, ...rgb.subarray(3), 255]);
});

test("a target of another size is not written", () => {
  const target = { width: 1, height: 1, data: new Uint8ClampedArray(4) };

  const rgba = overlayRgba(film, film, {}, target);

  expect(rgba.width).toBe(2);
  expect([...target.data]).toEqual([0, 0, 0, 0]);
});

test("a film of 8 bits gives the pixels of the same film in [0, 1]", () => {
  const levels = [0, 7, 128, 255];
  const size = { width: 4, height: 1 };
  const map = { ...size, data: Float32Array.of(0, 0.3, 0.6, 1) };

  const bytes = overlayPixels({ ...size, data: Uint8Array.from(levels) }, map);
  const floats = overlayPixels(
    { ...size, data: Float32Array.from(levels, (level) => level / 255) },
    map,
  );

  expect([...bytes.data]).toEqual([...floats.data]);
});

test("a map drawn over a film by its own alpha is the overlay within rounding", () => {
  const size = { width: 256, height: 1 };
  const film = {
    ...size,
    data: Float32Array.from({ length: 256 }, (_, x) => ((x * 37) % 256) / 255),
  };
  const map = { ...size, data: Float32Array.from({ length: 256 }, (_, x) => x / 255) };
  const options = { threshold: 0.1, opacity: 0.8, colourMap: COLOUR_MAPS.magma };

  const blended = overlayRgba(film, map, options).data;
  const over = heatmapRgba(map, options).data;

  const worst = blended.reduce((most, value, index) => {
    if (index % 4 === 3) return most;
    const pixel = index >> 2;
    const alpha = (over[4 * pixel + 3] ?? 0) / 255;
    const drawn = (1 - alpha) * 255 * (film.data[pixel] ?? 0) + alpha * (over[index] ?? 0);
    return Math.max(most, Math.abs(drawn - value));
  }, 0);
  expect(worst).toBeLessThanOrEqual(1);
});

test("refuses a map of another size", () => {
  const map = { width: 1, height: 1, data: Float32Array.of(1) };

  expect(() => overlayPixels(film, map)).toThrow(
    new RangeError(
      "overlay: film and map must be of one size, but the film is 2×1 and the map 1×1. Resize the map to the film.",
    ),
  );
});
