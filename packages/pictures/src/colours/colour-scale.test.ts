// The scale of a heatmap's colours begins and ends in the map's own, and marks the threshold.
import { expect, test } from "vitest";
import { markupOf } from "../svg/element.ts";
import { COLOUR_MAPS } from "./colour-maps.ts";
import { colourScale } from "./colour-scale.ts";

test("goes from 0 to 1 in the colours of the map, and says them", () => {
  const svg = markupOf(colourScale({ colourMap: COLOUR_MAPS.inferno }));
  const fills = [...svg.matchAll(/fill="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour);

  expect(fills.at(0)).toBe("#000004");
  expect(fills.at(-1)).toBe("#fcffa4");
  expect([...svg.matchAll(/>([\d.]+)<\/text>/g)].map(([, text]) => text)).toEqual([
    "0",
    "0.5",
    "1",
  ]);
  expect(svg).toContain(
    'aria-label="Heatmap colours, Inferno: #000004 is 0, #bc3754 is 0.5, #fcffa4 is 1"',
  );
});

test("colours below the threshold are faint and its place is marked", () => {
  const svg = markupOf(colourScale({ threshold: 0.25 }));

  expect(svg.match(/fill-opacity/g)).toHaveLength(16);
  expect(svg).toContain('<line x1="74.0" x2="74.0"');
  expect(svg).toContain("is 1, drawn from 0.25");
});
