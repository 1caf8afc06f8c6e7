// Probabilities and classes of logits, and logits that are no numbers.
import { expect, test } from "vitest";
import { describePrediction, predictedClasses, requireFinite } from "./class-scores.ts";

test("the largest score of each row is its class, the first of equal ones", () => {
  expect(predictedClasses([1, 3, 2, 5, 5, 0])).toEqual([1, 0]);
});

test("a prediction has probabilities that sum to 1", () => {
  const { probabilities, predicted } = describePrediction(Float32Array.of(0, 1, 2));

  expect(predicted).toBe("normal");
  expect(Object.values(probabilities).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "a score of %d is refused and the file named",
  (value) => {
    expect(() => requireFinite(Float32Array.of(0, value, 1), "a.png")).toThrow(
      `classify "a.png": the model's scores must be finite, but one is ${value}.`,
    );
  },
);

test("finite scores pass", () => {
  expect(() => requireFinite(Float32Array.of(-1e30, 0, 1e30), "a.png")).not.toThrow();
});
