// One sample per round: the one that others disturbed least.
import { expect, test } from "vitest";
import { calmestSamples } from "./calmest-samples.ts";

test("keeps the calmest sample of each round, in the order of the rounds", () => {
  const found = calmestSamples({
    round: [0, 1, 1, 1, 2],
    ms: [1, 2, 3, 4, 5],
    fmaMs: [10, 20, 30, 40, 50],
    copyMs: [11, 21, 31, 41, 51],
    unrest: [0.9, 0.4, 0.1, 0.2, 0],
  });

  expect(found).toEqual([
    { round: 0, ms: 1, fmaMs: 10, copyMs: 11 },
    { round: 1, ms: 3, fmaMs: 30, copyMs: 31 },
    { round: 2, ms: 5, fmaMs: 50, copyMs: 51 },
  ]);
});
