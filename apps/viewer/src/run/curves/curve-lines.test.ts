// Which curves share a chart, and where their points lie on each axis.
import { expect, test } from "vitest";
import { appended, NO_NUMBERS } from "../read/growing-numbers.ts";
import type { Curve, Curves } from "../run-state.ts";
import { chartsOf } from "./curve-lines.ts";

const numbers = (...values: number[]) => appended(NO_NUMBERS, values);
const curve = (steps: number[], epochs: number[], values: number[]): Curve => ({
  steps: numbers(...steps),
  epochs: numbers(...epochs),
  values: numbers(...values),
});

const curves: Curves = {
  byName: new Map([
    ["learningRate", curve([1, 2], [1, 1], [0.1, 0.1])],
    ["loss", curve([1, 2, 3, 4], [1, 1, 2, 2], [4, 2, 2, 1])],
    ["validation.loss", curve([2, 4], [1, 2], [3, 2])],
    ["validation.ssimBefore", curve([2], [1], [0.2])],
    ["validation.ssimAfter", curve([2], [1], [0.5])],
  ]),
  lines: 6,
  badLines: 0,
  problems: [],
  gaps: 0,
  restarts: [],
  clock: { steps: Float64Array.of(1, 3), seconds: Float64Array.of(10, 30) },
};

test("training and validation of a measure share a chart, losses come first", () => {
  const charts = chartsOf([curves, undefined], { axis: "step", smoothing: 0 });

  expect(charts.map(({ title, lines }) => [title, lines.map(({ name }) => name)])).toEqual([
    ["loss", ["loss", "validation.loss"]],
    ["ssim", ["validation.ssimBefore", "validation.ssimAfter"]],
    ["learningRate", ["learningRate"]],
  ]);
});

test("curves of two runs share charts, too", () => {
  const [loss] = chartsOf([curves, curves], { axis: "step", smoothing: 0 });

  expect(loss?.lines.map(({ name, run }) => [name, run])).toEqual([
    ["loss", 0],
    ["validation.loss", 0],
    ["loss", 1],
    ["validation.loss", 1],
  ]);
});

test("validations and what a run sets are never smoothed", () => {
  const [loss, , rate] = chartsOf([curves], { axis: "step", smoothing: 0.9 });

  expect(rate?.lines.map(({ smoothing }) => smoothing)).toEqual([0]);
  expect(loss?.lines.map(({ smoothing }) => smoothing)).toEqual([0.9, 0]);
});

test("epochs count the lines of an epoch by shares", () => {
  const [loss] = chartsOf([curves], { axis: "epoch", smoothing: 0 });

  expect(loss?.lines.map(({ x }) => [...x])).toEqual([
    [0.5, 1, 1.5, 2],
    [1, 2],
  ]);
});

test("on the axis of time only steps with a time are drawn", () => {
  const [loss] = chartsOf([curves], { axis: "time", smoothing: 0 });

  expect(loss?.lines.map(({ x }) => [...x])).toEqual([[10, 20, 30], [20]]);
});
