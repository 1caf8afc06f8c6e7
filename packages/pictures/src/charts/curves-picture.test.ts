// The curves of a training: charts that have data, side by side.
import { expect, test } from "vitest";
import { standalonePicture } from "../svg/standalone-picture.ts";
import { curveCharts, curvesPicture } from "./curves-picture.ts";

const points: readonly (readonly [number, number])[] = [
  [1, 0.5],
  [2, 0.4],
];

test("puts losses together, gives the rate a chart of its own, and leaves out what is empty", () => {
  const curves = new Map([
    ["train/loss", points],
    ["validation/loss", points],
    ["train/learningRate", points],
    ["validation/accuracy", []],
  ]);

  const charts = curveCharts(curves);

  expect(charts.map(({ title, series }) => [title, series.map(({ name }) => name)])).toEqual([
    ["Loss", ["train", "validation"]],
    ["Learning rate", ["rate"]],
  ]);
});

test("is one file of plain colours, as wide as its charts and as high as the highest", () => {
  const measures = Array.from(
    { length: 12 },
    (_, index) => [`validation/a number with a long name ${index}`, points] as const,
  );
  const curves = new Map([["train/loss", points], ...measures]);

  const svg = standalonePicture(curvesPicture(curves));

  expect(svg).toMatch(
    /^<svg xmlns="[^"]*" font-family="[^"]*" font-size="12" viewBox="0 0 840 403"/,
  );
  expect(svg).toContain('<g transform="translate(420 0)">');
  expect(svg).not.toContain("var(");
});

test("without any number it is an empty picture", () => {
  expect(standalonePicture(curvesPicture(new Map()))).toContain('viewBox="0 0 1 1"');
});
