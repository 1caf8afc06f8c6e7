// Overlays: film where the map is 0 or below the threshold, colour where it is 1.
import { expect, test } from "vitest";
import { COLOUR_MAPS, hexColour } from "../colours/colour-maps.ts";
import { heatmapRgba, overlaidColours, overlayPixels } from "./overlay.ts";

const film = { width: 2, height: 1, data: Float32Array.of(0.5, 0.5) };

test("leaves film as it is where the map is 0", () => {
  const { data } = overlayPixels(film, { ...film, data: Float32Array.of(0, 1) });

  expect([...data.subarray(0, 3)]).toEqual([128, 128, 128]);
  expect([...data.subarray(3)]).toEqual([209, 195, 69]);
});

test("opacity, threshold and colour map change what is laid over the film", () => {
  const map = { ...film, data: Float32Array.of(0.4, 0.5) };
  const jet = COLOUR_MAPS.jet;

  const { data } = overlayPixels(film, map, { colourMap: jet, opacity: 1, threshold: 0.5 });

  expect([...data.subarray(0, 3)]).toEqual([128, 128, 128]);
  // Half film 127.5, half jet's middle (130, 255, 126).
  expect([...data.subarray(3)]).toEqual([129, 191, 127]);
});

test("a map drawn over a film by its own alpha is the overlay within rounding", () => {
  const size = { width: 256, height: 1 };
  const film = {
    ...size,
    data: Float32Array.from({ length: 256 }, (_, x) => ((x * 37) % 256) / 255),
  };
  const map = { ...size, data: Float32Array.from({ length: 256 }, (_, x) => x / 255) };
  const options = { threshold: 0.1, opacity: 0.8, colourMap: COLOUR_MAPS.magma };

  const blended = overlayPixels(film, map, options).data;
  const over = heatmapRgba(map, options).data;

  const worst = blended.reduce((most, value, index) => {
    const pixel = Math.floor(index / 3);
    const alpha = (over[4 * pixel + 3] ?? 0) / 255;
    const colour = over[4 * pixel + (index % 3)] ?? 0;
    const drawn = (1 - alpha) * 255 * (film.data[pixel] ?? 0) + alpha * colour;
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

test("without fading all that is shown has one opacity, and at 1 the colours of the map", () => {
  const map = { width: 4, height: 1, data: Float32Array.of(0, 0.19, 0.2, 1) };
  const { table } = COLOUR_MAPS.viridis;

  const options = { isFading: false, opacity: 1, threshold: 0.2 };
  const over = heatmapRgba(map, options).data;
  const blended = overlayPixels({ ...map, data: new Float32Array(4).fill(0.5) }, map, options).data;

  expect([3, 7, 11, 15].map((at) => over[at])).toEqual([0, 0, 255, 255]);
  expect([...blended.subarray(9)]).toEqual([...table.subarray(-3)]);
  expect([...blended.subarray(0, 3)]).toEqual([128, 128, 128]);
});

test("a bar's colours are the map's own when nothing shines through, else what lies over mid grey", () => {
  const colourMap = COLOUR_MAPS.magma;

  const own = overlaidColours(5, { colourMap, opacity: 1, isFading: false });
  const faded = overlaidColours(5, { colourMap, opacity: 1 });
  const half = overlaidColours(2, { colourMap, opacity: 0, isFading: false });

  expect(own).toEqual([0, 0.25, 0.5, 0.75, 1].map((value) => hexColour(colourMap, value)));
  expect([faded[0], faded.at(-1)]).toEqual(["#808080", own.at(-1)]);
  expect(half).toEqual(["#808080", "#808080"]);
});
