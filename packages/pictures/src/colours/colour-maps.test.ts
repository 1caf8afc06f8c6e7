// Colour maps are the published ones, and those called even rise in lightness step by step.
import { describe, expect, test } from "vitest";
import {
  COLOUR_MAP_NAMES,
  COLOUR_MAPS,
  type ColourMapName,
  colourAt,
  hexColour,
  isColourMapName,
} from "./colour-maps.ts";

/** Lightness L* of each entry (CIE 1976, sRGB with a white of D65). */
function lightness(name: ColourMapName): number[] {
  const { table } = COLOUR_MAPS[name];
  return Array.from({ length: 256 }, (_, entry) => {
    const [r = 0, g = 0, b = 0] = Array.from(table.subarray(3 * entry, 3 * entry + 3), linear);
    const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : (24389 / 27) * y;
  });
}

function linear(byte: number): number {
  const part = byte / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** Least change of lightness from one entry to the next. */
function leastStep(values: readonly number[]): number {
  return Math.min(...values.slice(1).map((value, entry) => value - (values[entry] ?? 0)));
}

describe("published entries", () => {
  // 0, 100, 200 and 255 of matplotlib 3.11, rounded to 8 bits.
  test.each([
    ["viridis", "#440154", "#2a768e", "#70cf57", "#fde725"],
    ["inferno", "#000004", "#902568", "#fb9d07", "#fcffa4"],
    ["magma", "#000004", "#892881", "#fd9869", "#fcfdbf"],
    ["cividis", "#00224e", "#656870", "#c4b468", "#fee838"],
  ] as const)("%s", (name, ...expected) => {
    const at = [0, 100, 200, 255].map((entry) => hexColour(COLOUR_MAPS[name], entry / 255));

    expect(at).toEqual(expected);
  });

  test("jet begins and ends in half blue and half red, and is green in the middle", () => {
    const at = [0, 0.5, 1].map((value) => hexColour(COLOUR_MAPS.jet, value));

    expect(at).toEqual(["#000080", "#82ff7e", "#800000"]);
  });
});

describe("lightness", () => {
  // Rounding to 8 bits may lower a step by 0.04 of L*'s 100 (viridis, measured).
  const rounding = 0.05;

  test.each(COLOUR_MAP_NAMES.filter((name) => COLOUR_MAPS[name].isEven))("of %s rises", (name) => {
    const values = lightness(name);

    expect(leastStep(values)).toBeGreaterThan(-rounding);
    expect((values.at(-1) ?? 0) - (values[0] ?? 0)).toBeGreaterThan(75);
  });

  test("of jet rises and falls", () => {
    const values = lightness("jet");

    expect(COLOUR_MAPS.jet.isEven).toBe(false);
    expect(leastStep(values)).toBeLessThan(-1);
    expect(Math.max(...values) - (values.at(-1) ?? 0)).toBeGreaterThan(60);
  });
});

test("every map is found by its name, has 256 colours and a title", () => {
  for (const name of COLOUR_MAP_NAMES) {
    expect(COLOUR_MAPS[name].name).toBe(name);
    expect(COLOUR_MAPS[name].table).toHaveLength(768);
    expect(COLOUR_MAPS[name].title).not.toBe("");
  }
  expect(isColourMapName("jet")).toBe(true);
  expect(isColourMapName("rainbow")).toBe(false);
});

test("values beyond the range have the colours of its ends", () => {
  expect([-1, 0, 1, 2].map(colourAt)).toEqual([0, 0, 765, 765]);
});
