// Outlier scores: both directions, the threshold, the intervals.
import { expect, test } from "vitest";
import { outlierResult } from "./outlier-score.ts";

const usual = [0.1, 0.12, 0.14, 0.16, 0.18, 0.2];
const scores = {
  reference: [0.1, 0.11, 0.15, 0.19, 0.2],
  usual,
  usualPatients: ["a", "b", "c", "d", "e", "f"],
};
const options = { seed: 0, draws: 400 };

test("scores that are all higher are told apart", () => {
  const found = outlierResult(
    { ...scores, foreign: [0.5, 0.6, 0.7, 0.8, 0.9], foreignPatients: [..."vwxyz"] },
    options,
  );

  expect(found.auroc).toMatchObject({ value: 1, low: 1, high: 1 });
  expect(found.caught.value).toBe(1);
  expect(found.threshold).toBeCloseTo(0.198, 12);
  expect(found.falseAlarms.value).toBeCloseTo(1 / 6, 12);
});

test("scores that are all lower fail as they are and show by their distance", () => {
  const found = outlierResult(
    { ...scores, foreign: [0.01, 0.02, 0.03], foreignPatients: ["x", "y", "z"] },
    options,
  );

  expect(found.auroc.value).toBe(0);
  expect(found.distanceAuroc.value).toBe(1);
  expect(found.caught.value).toBe(0);
});

test("the area counts pairs, half for ties", () => {
  const found = outlierResult(
    { ...scores, foreign: [0.15, 0.2, 0.15, 0.2, 0.2], foreignPatients: [..."awxyz"] },
    options,
  );

  // 0.15 is above 3 of 6; 0.2 above 5 and equal to 1.
  expect(found.auroc.value).toBeCloseTo((2 * 3 + 3 * 5.5) / 30, 12);
  expect(found.auroc.low).toBeLessThan(found.auroc.value);
  expect(found.auroc.high).toBeGreaterThan(found.auroc.value);
});

test("a few foreign images have an area, and no interval of it", () => {
  const found = outlierResult(
    { ...scores, foreign: [0.5, 0.6, 0.7], foreignPatients: ["x", "x", "z"] },
    options,
  );

  expect(found.auroc).toEqual({ value: 1, low: Number.NaN, high: Number.NaN, draws: 0 });
});
