// Rank correlation: ties, constants and refusals; values against SciPy are in the models' measures.
import { expect, test } from "vitest";
import { midRanks, spearman } from "./rank-correlation.ts";

test("equal values share the mean of their places", () => {
  expect([...midRanks([3, 1, 4, 1, 5])]).toEqual([3, 1.5, 4, 1.5, 5]);
  expect([...midRanks([])]).toEqual([]);
});

// scipy.stats.spearmanr([3, 1, 4, 1, 5, 9, 2, 6], [2, 7, 1, 8, 2, 8, 1, 8]), SciPy 1.10.1.
test("agrees with SciPy on ties, and is 1 and −1 for any rising and falling law", () => {
  const [a, b] = [
    [3, 1, 4, 1, 5, 9, 2, 6],
    [2, 7, 1, 8, 2, 8, 1, 8],
  ];

  expect(spearman(a, b)).toBeCloseTo(0.19885368120992467, 12);
  expect(spearman([1, 2, 3, 4], [1, 8, 27, 64])).toBe(1);
  expect(spearman([1, 2, 3, 4], [9, 4, 1, 0])).toBe(-1);
});

test("a constant list has no correlation", () => {
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
});

test("refuses lists that are no pairs", () => {
  expect(() => spearman([1, 2], [1])).toThrow(
    "spearman: both lists must have one length, but there are 2 and 1 values. Give pairs.",
  );
});
