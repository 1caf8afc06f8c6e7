// Learning-rate schedules at the steps that matter.
import { expect, test } from "vitest";
import { learningRateAt } from "./learning-rate.ts";

const run = { base: 1e-3, warmupSteps: 0, totalSteps: 200 };

test.each([
  ["constant", 0, 1e-3],
  ["constant", 199, 1e-3],
  ["cosine", 0, 1e-3],
  ["cosine", 100, 5e-4],
  ["cosine", 200, 0],
  // The authors' epochs of 200: 80 → × .8, 130 → × .5, 150 → × 1.
  ["step", 79, 1e-3],
  ["step", 80, 8e-4],
  ["step", 130, 5e-4],
  ["step", 150, 1e-3],
] as const)("%s gives its rate at step %i", (kind, step, expected) => {
  expect(learningRateAt({ kind, ...run }, step)).toBeCloseTo(expected, 9);
});

test("warms up linearly to the base", () => {
  const warm = { kind: "cosine", ...run, warmupSteps: 4 } as const;

  const rates = [0, 1, 2, 3, 4].map((step) => learningRateAt(warm, step) / 1e-3);

  expect(rates).toEqual([0.25, 0.5, 0.75, 1, 1]);
});
