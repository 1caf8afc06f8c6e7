// Forest plots: what is drawn, what is written, what is left out.
import { expect, test } from "vitest";
import { markupOf } from "../svg/element.ts";
import { type IntervalChart, intervalChart } from "./interval-chart.ts";

function drawn(chart: IntervalChart): string {
  const picture = intervalChart(chart);
  return picture === undefined ? "" : markupOf(picture);
}

const line = { label: "a", value: 0.5, low: 0.4, high: 0.6 };

test("writes each value with its interval, and draws whisker, value and dots", () => {
  const svg = drawn({ title: "t", x: "x", lines: [{ ...line, dots: [0.45, 0.55] }] });

  expect(svg).toContain("0.500 (0.400–0.600)");
  expect(svg.match(/<circle/g)).toHaveLength(2);
  // The ground and the value.
  expect(svg.match(/<rect/g)).toHaveLength(2);
});

test("writes negative bounds with a minus sign and a word between them, and no minus before zero", () => {
  const svg = drawn({
    title: "t",
    x: "x",
    lines: [
      { label: "a", value: -0.07, low: -0.12, high: -0.02 },
      { label: "b", value: -0.0001, low: -0.05, high: 0.05 },
    ],
    mark: { at: 0, name: "none" },
  });

  expect(svg).toContain("−0.070 (−0.120 to −0.020)");
  expect(svg).toContain("0.000 (−0.050 to 0.050)");
  expect(svg).toContain(">none<");
});

test("leaves undefined values out, bounds that are unknown, and shows markup as text", () => {
  const svg = drawn({
    title: "<b>",
    x: "x",
    lines: [
      { label: "<i>", value: 0.5, low: Number.NaN, high: Number.NaN },
      { label: "gone", value: Number.NaN, low: 0, high: 1 },
    ],
  });

  expect(svg).toContain("&lt;i&gt;");
  expect(svg).toContain(">0.500</text>");
  expect(svg).not.toContain("gone");
  expect(intervalChart({ title: "t", x: "x", lines: [] })).toBeUndefined();
});

test("groups stand together under their names", () => {
  const lines = [
    { ...line, group: "one" },
    { ...line, label: "b", group: "two" },
  ];
  const svg = drawn({ title: "t", x: "x", lines });

  expect(svg.indexOf("one")).toBeLessThan(svg.indexOf(">a<"));
  expect(svg.indexOf(">a<")).toBeLessThan(svg.indexOf("two"));
});
