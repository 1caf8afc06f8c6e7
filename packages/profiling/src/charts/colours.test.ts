// Colours of names, and what is read on them.
import { expect, test } from "vitest";
import { colourOf, inkOn, layerOf, luminanceOf } from "./colours.ts";

const names = Array.from({ length: 300 }, (_, at) => `unet.down${at}.conv`);

function contrast(name: string): number {
  const [, hue, saturation, lightness] = /hsl\((\d+) (\d+)% (\d+)%\)/.exec(colourOf(name)) ?? [];
  const colour = luminanceOf({
    hue: Number(hue),
    saturation: Number(saturation) / 100,
    lightness: Number(lightness) / 100,
  });
  const ink = inkOn(name) === "#000" ? 0 : 1;
  return (Math.max(colour, ink) + 0.05) / (Math.min(colour, ink) + 0.05);
}

test("a name has one colour, and names have many", () => {
  expect(colourOf("conv")).toBe(colourOf("conv"));
  expect(new Set(names.map(colourOf)).size).toBeGreaterThan(200);
});

test("what stands on a colour is read at 4.5 to 1 or better", () => {
  expect(Math.min(...names.map(contrast))).toBeGreaterThan(4.5);
});

test("knows black, white and a red", () => {
  expect(luminanceOf({ hue: 0, saturation: 0, lightness: 0 })).toBe(0);
  expect(luminanceOf({ hue: 0, saturation: 0, lightness: 1 })).toBeCloseTo(1, 6);
  expect(luminanceOf({ hue: 0, saturation: 1, lightness: 0.5 })).toBeCloseTo(0.2126, 4);
});

test.each([
  ["unet.down1.conv", "unet.down1"],
  ["gradient of unet.down1.conv", "unet.down1"],
  ["scratch of gradient of a.b.c", "a.b"],
  ["loss", "loss"],
])("the layer of %s is %s", (label, layer) => {
  expect(layerOf(label)).toBe(layer);
});
