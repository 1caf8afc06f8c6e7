// Overlays: film where the map is 0, colour where it is 1, and a bar that ends in both colours.
import { expect, test } from "vitest";
import { COLOUR_MAP, colourAt } from "./colour-map.ts";
import { overlayPixels, withColourBar } from "./overlay.ts";

const film = { width: 2, height: 1, data: Float32Array.of(0.5, 0.5) };

test("leaves film as it is where the map is 0", () => {
  const { data } = overlayPixels(film, { ...film, data: Float32Array.of(0, 1) });

  expect([...data.subarray(0, 3)]).toEqual([128, 128, 128]);
  expect([...data.subarray(3)]).toEqual([209, 195, 69]);
});

test("the colour map rises in lightness and ends in viridis' own colours", () => {
  const lightness = Array.from({ length: 256 }, (_, entry) => {
    const [r = 0, g = 0, b = 0] = COLOUR_MAP.subarray(3 * entry, 3 * entry + 3);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  });

  expect([...COLOUR_MAP.subarray(0, 3)]).toEqual([68, 1, 84]);
  expect([...COLOUR_MAP.subarray(-3)]).toEqual([253, 231, 37]);
  expect(
    lightness.every((value, entry) => entry === 0 || value >= (lightness[entry - 1] ?? 0) - 0.5),
  ).toBe(true);
});

test("the colour bar stands beside the picture, 1 at the top and 0 at the bottom", () => {
  const grey = { width: 4, height: 80, channels: 1 as const, data: new Uint8Array(320).fill(9) };

  const { width, height, data } = withColourBar(grey);

  const at = (x: number, y: number): number[] => [
    ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
  ];
  expect(height).toBe(80);
  expect(at(0, 0)).toEqual([9, 9, 9]);
  expect(at(10, 0)).toEqual([...COLOUR_MAP.subarray(colourAt(1))]);
  expect(at(10, 79)).toEqual([...COLOUR_MAP.subarray(0, 3)]);
});
