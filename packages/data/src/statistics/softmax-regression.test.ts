// Softmax regression against scikit-learn's optimum, and what it refuses.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fitSoftmaxRegression, predictSoftmax } from "./softmax-regression.ts";

interface Case {
  readonly name: string;
  readonly n: number;
  readonly width: number;
  readonly classes: number;
  readonly penalty: number;
  readonly isBalanced: boolean;
  readonly labels: readonly number[];
  readonly features: readonly number[];
  readonly weights: readonly number[];
  readonly bias: readonly number[];
  readonly probabilities: readonly number[];
}

const fixture = new URL(
  "../../../../tests/fixtures/regression/softmax-regression.json",
  import.meta.url,
);
const { cases } = JSON.parse(readFileSync(fixture, "utf8")) as { readonly cases: readonly Case[] };

const worst = (found: ArrayLike<number>, wanted: readonly number[]): number =>
  wanted.reduce((most, value, at) => Math.max(most, Math.abs(value - (found[at] as number))), 0);

test.each(cases)("agrees with scikit-learn: $name", (one) => {
  const rows = { values: Float64Array.from(one.features), width: one.width };

  const model = fitSoftmaxRegression(rows, one);

  expect(model.gradient).toBeLessThan(1e-10);
  expect(worst(model.weights, one.weights)).toBeLessThan(1e-6);
  expect(worst(model.bias, one.bias)).toBeLessThan(1e-6);
  expect(worst(predictSoftmax(model, rows), one.probabilities)).toBeLessThan(1e-6);
});

test("the same data give the same bits", () => {
  const one = cases[0] as Case;
  const rows = { values: Float64Array.from(one.features), width: one.width };

  expect(fitSoftmaxRegression(rows, one)).toEqual(fitSoftmaxRegression(rows, one));
});

test("a class without rows gets no probability", () => {
  const rows = { values: Float64Array.of(-1, -2, 1, 2), width: 1 };

  const model = fitSoftmaxRegression(rows, { labels: [0, 0, 2, 2], classes: 3, penalty: 0.1 });

  const probabilities = predictSoftmax(model, rows);
  expect([1, 4, 7, 10].map((at) => probabilities[at])).toEqual([0, 0, 0, 0]);
  expect((probabilities[0] as number) + (probabilities[2] as number)).toBeCloseTo(1, 12);
  expect(probabilities[0]).toBeGreaterThan(0.5);
});

test("features that say nothing give the shares of the classes", () => {
  const rows = { values: new Float64Array(10), width: 1 };
  const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2];

  const model = fitSoftmaxRegression(rows, { labels, classes: 3, penalty: 0.1 });

  const [a, b, c] = predictSoftmax(model, { values: new Float64Array(1), width: 1 });
  expect(a).toBeCloseTo(0.6, 7);
  expect(b).toBeCloseTo(0.3, 7);
  expect(c).toBeCloseTo(0.1, 7);
});

test.each([
  [
    { labels: [0, 1], classes: 2, penalty: 0.1 },
    [1],
    "softmax regression: the features must be 2 rows of 1 (≥ 1), but there are 1 numbers. Give a row for each label.",
  ],
  [
    { labels: [0, 1], classes: 2, penalty: 0.1 },
    [1, Number.NaN],
    "softmax regression: features must be finite, but one is not. Leave that row out.",
  ],
  [
    { labels: [0, 1], classes: 2, penalty: 0 },
    [1, 2],
    "softmax regression: the penalty must be above 0, but it is 0. Give for example 0.01.",
  ],
  [
    { labels: [0, -1], classes: 2, penalty: 0.1 },
    [1, 2],
    "softmax regression: labels must be 0 to 1, but row 1 has -1. Leave unlabelled rows out.",
  ],
  [
    { labels: [1, 1], classes: 2, penalty: 0.1 },
    [1, 2],
    "softmax regression: at least two classes must have rows, but 1 has. Give rows of more classes.",
  ],
])("refuses what cannot be fitted (%#)", (options, values, message) => {
  const rows = { values: Float64Array.from(values), width: 1 };

  expect(() => fitSoftmaxRegression(rows, options)).toThrow(message);
});
