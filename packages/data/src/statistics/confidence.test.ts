// Temperature, calibration, coverage and thresholds where samples tie, are few or tell nothing.
import { expect, test } from "vitest";
import { calibration, topLabels } from "./calibration.ts";
import { atCoverage, selectiveAccuracy } from "./coverage.ts";
import { chooseThreshold, ratesAt } from "./operating-point.ts";
import { fitTemperature, temperedProbabilities } from "./temperature.ts";

test.each([
  { name: "all right", truth: [0, 1], temperature: 0.01, limit: "low" },
  { name: "all wrong", truth: [1, 0], temperature: 100, limit: "high" },
])("a validation set that is $name stops at the limit and says so", (expected) => {
  const found = fitTemperature([2, 0, 0, 1], expected.truth, 2);

  expect(found).toMatchObject({ temperature: expected.temperature, limit: expected.limit });
});

test("logits that are equal, or no samples, tell no temperature", () => {
  expect(fitTemperature([1, 1, 3, 3], [0, 1], 2)).toMatchObject({ temperature: 1, limit: "none" });
  expect(fitTemperature([], [], 2).temperature).toBeNaN();
});

test("a temperature is found from far away, with logits in the thousands", () => {
  // Two of three right at a margin of 3000: ln 2 = 3000 / T, beyond the limit of 100.
  expect(fitTemperature([3000, 0, 3000, 0, 3000, 0], [0, 0, 1], 2).limit).toBe("high");
  // The same at a margin of 60: T = 60 / ln 2.
  const found = fitTemperature([60, 0, 60, 0, 60, 0], [0, 0, 1], 2);
  expect(found.temperature).toBeCloseTo(60 / Math.LN2, 10);
});

test("tempered rows sum to 1 and keep the likeliest class", () => {
  const rows = temperedProbabilities([1000, 999, 0, -1000, -1001, -1000], 3, 0.01);

  expect([...rows.subarray(0, 3)]).toEqual([1, 3.720075976020836e-44, 0]);
  expect([...rows.subarray(3)]).toEqual([0.5, expect.closeTo(0, 40), 0.5]);
});

test("the order of samples with equal confidence changes nothing", () => {
  const rows = [0.8, 0.8, 0.8, 0.8, 0.6, 0.6].map((p) => [p, 1 - p]);
  const truth = [0, 0, 1, 1, 0, 1];
  const turned = { rows: rows.toReversed(), truth: truth.toReversed() };

  const straight = calibration(rows.flat(), truth, 2, 3);

  expect(calibration(turned.rows.flat(), turned.truth, 2, 3).ece).toBe(straight.ece);
  expect(straight.bins.map(({ count }) => count)).toEqual([2, 4]);
  expect(selectiveAccuracy(topLabels(turned.rows.flat(), turned.truth, 2))).toEqual(
    selectiveAccuracy(topLabels(rows.flat(), truth, 2)),
  );
});

test("abstaining gives the accuracy of the surest", () => {
  const { curve, aurc } = selectiveAccuracy({
    confidence: Float64Array.of(0.9, 0.8, 0.7, 0.6),
    isRight: [true, true, false, false],
  });

  expect(curve.map(({ coverage, accuracy }) => [coverage, accuracy])).toEqual([
    [0.25, 1],
    [0.5, 1],
    [0.75, 2 / 3],
    [1, 1 / 2],
  ]);
  expect(aurc).toBeCloseTo((0 + 0 + 1 / 3 + 1 / 2) / 4, 12);
  expect(atCoverage(curve, 0.5)?.threshold).toBe(0.8);
  expect(atCoverage(curve, 0.51)?.coverage).toBe(0.75);
  expect(atCoverage([], 0.5)).toBeUndefined();
});

test("nothing sampled has no risk, and a single wrong one all of it", () => {
  expect(selectiveAccuracy({ confidence: new Float64Array(0), isRight: [] }).aurc).toBeNaN();
  expect(selectiveAccuracy({ confidence: Float64Array.of(0.5), isRight: [false] }).aurc).toBe(1);
});

const goal = { rate: "specificity", atLeast: 0.9 } as const;

test("a threshold stays above ties that would cost too many false alarms", () => {
  // Ten negatives allow one false alarm, but two tie at the top.
  const scores = [...new Array<number>(8).fill(0.1), 0.9, 0.9, 0.9];
  const isPositive = [...new Array<boolean>(10).fill(false), true];

  const found = chooseThreshold(scores, isPositive, goal);

  expect(found).toEqual({
    threshold: Number.POSITIVE_INFINITY,
    sensitivity: 0,
    specificity: 1,
    positives: 1,
    negatives: 10,
    isCoarse: false,
  });
  expect(ratesAt(scores, isPositive, found.threshold).sensitivity.value).toBe(0);
});

test.each([
  { negatives: 9, isCoarse: true },
  { negatives: 10, isCoarse: false },
])("$negatives negatives for 90 % specificity: coarse is $isCoarse", ({ negatives, isCoarse }) => {
  const scores = Float64Array.from({ length: negatives + 1 }, (_, index) => index);
  const isPositive = [...scores].map((score) => score === negatives);

  const found = chooseThreshold(scores, isPositive, goal);

  expect(found.isCoarse).toBe(isCoarse);
  expect(found.sensitivity).toBe(1);
});

test("without negatives, or with a NaN score, no threshold can be chosen", () => {
  expect(chooseThreshold([0.1, 0.2], [true, true], goal).threshold).toBeNaN();
  expect(chooseThreshold([0.1, Number.NaN], [true, false], goal).threshold).toBeNaN();
  expect(ratesAt([0.1], [true], Number.NaN).sensitivity.value).toBeNaN();
});

test("without positives a specificity can be kept, but no sensitivity told", () => {
  const found = chooseThreshold([0.1, 0.2], [false, false], goal);

  expect(found).toMatchObject({ threshold: Number.POSITIVE_INFINITY, sensitivity: Number.NaN });
});
