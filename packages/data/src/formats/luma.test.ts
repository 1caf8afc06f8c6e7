// Colour becomes grey with Pillow's numbers.

import { expect, test } from "vitest";
import { toGrey } from "./luma.ts";

// Image.new("RGB", (1, 1), colour).convert("L") in Pillow 9.4.
test.each([
  [[255, 0, 0], 76],
  [[0, 255, 0], 150],
  [[0, 0, 255], 29],
  [[255, 255, 255], 255],
  [[10, 200, 30], 124],
  [[1, 1, 1], 1],
  [[123, 45, 67], 71],
])("RGB %j has the luma %i", (colour, luma) => {
  const data = Uint8Array.from(colour);

  expect([...toGrey({ width: 1, height: 1, channels: 3, data, maxValue: 255 })]).toEqual([luma]);
});

test("16-bit white stays white", () => {
  const data = Uint16Array.of(65_535, 65_535, 65_535);

  const grey = toGrey({ width: 1, height: 1, channels: 3, data, maxValue: 65_535 });

  expect(grey).toEqual(Uint16Array.of(65_535));
});

test("alpha is composed over black", () => {
  const data = Uint8Array.of(200, 128, 200, 0, 200, 255);

  const grey = toGrey({ width: 3, height: 1, channels: 2, data, maxValue: 255 });

  expect(grey).toEqual(Uint8Array.of(100, 0, 200));
});
