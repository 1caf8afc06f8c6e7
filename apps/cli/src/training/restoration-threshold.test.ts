// Where the films begin that are unlike the training data.
import { expect, test } from "vitest";
import { thresholdOf } from "./restoration-threshold.ts";

test("95 % of the films score at most the threshold, in whatever order they come", () => {
  const scores = Array.from({ length: 101 }, (_, at) => ((at * 37) % 101) / 100);

  const threshold = thresholdOf(scores) ?? Number.NaN;

  expect(threshold).toBe(0.95);
  expect(scores.filter((score) => score <= threshold)).toHaveLength(96);
});

test("fewer than twenty films have no threshold", () => {
  expect(thresholdOf(Array.from({ length: 19 }, () => 0.1))).toBeUndefined();
  expect(thresholdOf(Array.from({ length: 20 }, () => 0.1))).toBeCloseTo(0.1, 12);
});
