// Line charts escape their words, survive flat or empty data, and tell in words what they show.
import { expect, test } from "vitest";
import { markupOf } from "../svg/element.ts";
import { type LineChart, lineChart } from "./line-chart.ts";

function drawn(chart: LineChart): string {
  const picture = lineChart(chart);
  return picture === undefined ? "" : markupOf(picture);
}

const chart = { title: "t", x: "x", y: "y" };

test("escapes names", () => {
  const svg = drawn({
    ...chart,
    series: [
      {
        name: "<b>&",
        points: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
  });

  expect(svg).toContain("&lt;b&gt;&amp;");
});

test("draws a flat line without a NaN", () => {
  const svg = drawn({
    ...chart,
    series: [
      {
        name: "flat",
        points: [
          [1, 2],
          [2, 2],
        ],
      },
    ],
  });

  expect(svg).toContain("<polyline");
  expect(svg).not.toContain("NaN");
});

test("draws nothing without points", () => {
  expect(lineChart({ ...chart, series: [] })).toBeUndefined();
});

test("averages a long line instead of dropping its points", () => {
  const points = Array.from({ length: 10_000 }, (_, index) => [index, index % 2] as const);

  const svg = drawn({ ...chart, range: [0, 1], series: [{ name: "zigzag", points }] });

  expect(svg.length).toBeLessThan(10_000);
});

test.each([
  [1, 1],
  [2, 2],
  [3, 0],
])("a line of %i points has %i circles", (count, circles) => {
  const points = Array.from({ length: count }, (_, index) => [index, 0.5] as const);

  const svg = drawn({ ...chart, series: [{ name: "few", points }] });

  expect(svg.split("<circle ").length - 1).toBe(circles);
});

test("a line in one spot has circles, so that it is seen", () => {
  const points = [0.99, 0.995, 1].map((x) => [x, 1] as const);

  const svg = drawn({
    ...chart,
    range: [0, 1],
    xRange: [0, 1],
    series: [{ name: "s", points }],
  });

  expect(svg.split("<circle ").length - 1).toBe(3);
});

test("marks have bars, lines have bands, and the tallest bar its count", () => {
  const points = [
    [0, 0.25],
    [0.5, 0.5],
    [1, 0.75],
  ] as const;
  const bounds = [
    [0, 0.5],
    [0.25, 0.75],
    [0.5, 1],
  ] as const;

  const svg = drawn({
    ...chart,
    range: [0, 1],
    histogram: [1, 7, 2],
    series: [
      { name: "marks", points, bounds, drawn: "marks" },
      { name: "line", points, bounds },
    ],
  });

  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg.match(/<polygon/g)).toHaveLength(1);
  expect(svg.match(/fill="var\(--picture-bar, #c4c4c4\)"/g)).toHaveLength(3);
  expect(svg).toContain(">7</text>");
  expect(svg).not.toContain("NaN");
});

test("has a ground of its own, white where the page names none", () => {
  const svg = drawn({ ...chart, series: [{ name: "a", points: [[0, 0]] }] });

  expect(svg).toContain('<rect width="420" height="260" fill="var(--picture-ground, #ffffff)"/>');
});

test("a legend that is wider than the chart takes more lines and moves the drawing down", () => {
  const series = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: `an arm with a long name ${index}`,
      points: [[0, 0] as const, [1, 1] as const],
    }));

  const one = drawn({ ...chart, series: series(1) });
  const five = drawn({ ...chart, series: series(5) });

  expect(one).toContain('viewBox="0 0 420 260"');
  expect(five).toContain('viewBox="0 0 420 286"');
  expect(five).toContain('<g transform="translate(0 26)">');
  expect(five.match(/●/g)).toHaveLength(5);
});

test("its text alternative names the lines, and a long name is cut where the chart ends", () => {
  const name = `\u202Eevil ${"long ".repeat(40)}`;

  const svg = drawn({ ...chart, series: [{ name, points: [[0, 0]] }] });

  expect(svg).toContain('aria-label="t: evil long');
  expect(svg).toMatch(/<tspan> evil (long ){10}l…<\/tspan>/);
  expect(svg).not.toContain("\u202E");
});

test("marks say their numbers", () => {
  const svg = drawn({
    ...chart,
    series: [{ name: "a", points: [[0, 0]], drawn: "marks", hints: ["3 images"] }],
  });

  expect(svg).toMatch(/<circle [^>]*><title>3 images<\/title><\/circle>/);
});
