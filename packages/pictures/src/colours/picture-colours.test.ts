// Colours of pictures are read on light and on dark paper, by variable or without.
import { describe, expect, test } from "vitest";
import {
  PICTURE_COLOURS,
  type PictureColour,
  pictureVariables,
  seriesColour,
  themed,
  withoutVariables,
} from "./picture-colours.ts";

/** Contrast ratio of two colours `#rrggbb` (WCAG 2.2, "contrast ratio"). */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe.each(["light", "dark"] as const)("on %s paper", (scheme) => {
  const colours = PICTURE_COLOURS[scheme];

  test.each(["ink", "faint"] as const)("text in %s has the contrast of text", (name) => {
    expect(contrast(colours[name], colours.ground)).toBeGreaterThan(4.5);
  });

  const drawn = Object.keys(colours).filter((name) => /^(series|mark)/.test(name));
  test.each(drawn)("%s has the contrast of a drawing", (name) => {
    expect(contrast(colours[name as PictureColour], colours.ground)).toBeGreaterThan(3);
  });
});

test("the style of a page declares every colour for both kinds of paper", () => {
  const style = pictureVariables();

  expect(style.match(/--picture-\w+: light-dark\(#\w{6}, #\w{6}\);/g)).toHaveLength(13);
  expect(style).toContain("--picture-ink: light-dark(#1b1b1b, #e6edf3);");
});

test("a picture names a variable and the light colour, which stays without variables", () => {
  expect(themed("ink")).toBe("var(--picture-ink, #1b1b1b)");
  expect(withoutVariables(`1px solid ${themed("ink")}`)).toBe("1px solid #1b1b1b");
  expect(withoutVariables("rotate(30)")).toBe("rotate(30)");
});

test("the eighth series has the colour of the first", () => {
  expect(seriesColour(7)).toBe(seriesColour(0));
  expect(seriesColour(6)).not.toBe(seriesColour(0));
});
