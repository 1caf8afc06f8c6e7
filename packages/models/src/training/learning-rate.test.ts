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

test("the authors' course by epochs of 72 steps: 1e-4, from 80 on 8e-5, from 130 on 5e-5, from 150 on 1e-4", () => {
  const course = { kind: "step", base: 1e-4, warmupSteps: 0, totalSteps: 200 * 72 } as const;
  const expected = (epoch: number) =>
    epoch < 80 ? 1e-4 : epoch < 130 ? 8e-5 : epoch < 150 ? 5e-5 : 1e-4;

  for (let step = 0; step < course.totalSteps; step += 1) {
    const rate = learningRateAt(course, step);
    expect(Math.abs(rate - expected(Math.floor(step / 72))), `step ${step}`).toBeLessThan(1e-12);
  }
});

test("other drops take the authors' place", () => {
  const drops = [{ at: 0.5, factor: 0.1 }];
  const rates = [0, 99, 100, 199].map((step) =>
    learningRateAt({ kind: "step", ...run, drops }, step),
  );

  expect(rates.map((rate) => Number(rate.toPrecision(6)))).toEqual([1e-3, 1e-3, 1e-4, 1e-4]);
});

test("warms up linearly to the base", () => {
  const warm = { kind: "cosine", ...run, warmupSteps: 4 } as const;

  const rates = [0, 1, 2, 3, 4].map((step) => learningRateAt(warm, step) / 1e-3);

  expect(rates).toEqual([0.25, 0.5, 0.75, 1, 1]);
});
