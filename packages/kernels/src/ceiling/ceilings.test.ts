// Which ceiling counts for which work.
import { expect, test } from "vitest";
import { type Ceilings, fallingLevels, higherCeilings, memoryCeilingGBs } from "./ceilings.ts";

const level = (workingSetBytes: number, gbs: number, kernel = "k") => ({
  workingSetBytes,
  gbs,
  kernel,
});

const ceilings: Ceilings = {
  fmaGflops: 100,
  copyGBs: 5,
  fmaKernel: "fma",
  copyKernel: "copy",
  memory: [level(1000, 20), level(4000, 10), level(16_000, 6)],
};

test("a small set counts at least as fast as every larger one", () => {
  expect(fallingLevels([level(1, 3, "a"), level(2, 9, "b"), level(4, 5, "c")])).toEqual([
    level(1, 9, "b"),
    level(2, 9, "b"),
    level(4, 5, "c"),
  ]);
});

test.each([
  [1, 20],
  [1000, 20],
  [3999, 20],
  [4000, 10],
  [1e9, 6],
])("work on %d bytes is held against %d GB/s", (bytes, gbs) => {
  expect(memoryCeilingGBs(ceilings, bytes)).toBe(gbs);
});

test("the higher of two measurements counts, ceiling by ceiling", () => {
  const other: Ceilings = {
    ...ceilings,
    fmaGflops: 120,
    fmaKernel: "other fma",
    copyGBs: 4,
    copyKernel: "other copy",
    memory: [level(1000, 15), level(4000, 12, "other"), level(16_000, 6)],
  };

  expect(higherCeilings(ceilings, other)).toEqual({
    ...ceilings,
    fmaGflops: 120,
    fmaKernel: "other fma",
    memory: [level(1000, 20), level(4000, 12, "other"), level(16_000, 6)],
  });
});
