// Tests of two classifiers where nothing differs, nothing varies or nothing is there, and Holm's correction.
import { expect, test } from "vitest";
import { delongArea, delongTest } from "./delong.ts";
import { holmAdjusted } from "./holm.ts";
import { exactMcNemar, mcNemarTest } from "./mcnemar.ts";

test("equal scores differ by nothing, p = 1", () => {
  const scores = [0.2, 0.9, 0.4, 0.4];
  const isPositive = [false, true, true, false];

  expect(delongTest(scores, scores, isPositive)).toMatchObject({ difference: 0, z: 0, p: 1 });
  // A monotonic change keeps every rank.
  expect(delongTest(scores, scores.map(Math.exp), isPositive)).toMatchObject({ z: 0, p: 1 });
});

test("a difference without variance has no p-value", () => {
  const isPositive = [false, false, true, true];

  // Areas 1 and 0: each placement differs by exactly 1.
  const found = delongTest([0, 1, 2, 3], [3, 2, 1, 0], isPositive);

  expect(found).toMatchObject({ difference: 1, standardError: 0, z: Number.NaN, p: Number.NaN });
});

test("a perfect area has no variance, and one positive gives none either", () => {
  expect(delongArea([0, 1, 2, 3], [false, false, true, true])).toEqual({
    value: 1,
    standardError: 0,
    low: 1,
    high: 1,
  });
  expect(delongArea([0, 2, 1], [false, true, false])).toMatchObject({
    value: 1,
    standardError: Number.NaN,
  });
  expect(delongArea([0, 1], [true, true]).value).toBeNaN();
});

test("counts who is right alone", () => {
  const truth = [0, 0, 1, 1, 2, 2];

  expect(mcNemarTest(truth, [0, 1, 1, 0, 2, 0], [0, 0, 1, 1, 0, 0])).toMatchObject({
    onlyFirst: 1,
    onlySecond: 2,
    p: 1,
  });
});

test("the paper's three images of difference prove nothing", () => {
  // shared/docs/method.md 1.2: 358 against 355 of 363, at best all three one way.
  expect(exactMcNemar(3, 0).p).toBe(0.25);
});

test("McNemar refuses predictions of other samples", () => {
  expect(() => mcNemarTest([0, 1], [0, 1], [0])).toThrow(
    "McNemar: both classifiers must have predicted the same samples, but there are 2 truths," +
      " 2 and 1 predictions. Give lists of one length.",
  );
});

test("Holm's p-values are those of R's p.adjust", () => {
  // p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm") = 0.05 0.08 0.09 0.09 0.09, in any order.
  const found = holmAdjusted([0.03, 0.01, 0.05, 0.02, 0.04]);

  [0.09, 0.05, 0.09, 0.08, 0.09].forEach((expected, index) => {
    expect(found[index]).toBeCloseTo(expected, 12);
  });
});

test("Holm leaves out what has no p-value and never passes 1", () => {
  expect(holmAdjusted([Number.NaN, 0.5, 0.75])).toEqual([Number.NaN, 1, 1]);
  expect(holmAdjusted([0.03])).toEqual([0.03]);
  expect(holmAdjusted([])).toEqual([]);
});
