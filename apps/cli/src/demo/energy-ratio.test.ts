// The energy ratio is 1 for an even map, 0 for none, and counts where the map lies.
import { expect, test } from "vitest";
import { energyRatio } from "./energy-ratio.ts";

const mask = Float32Array.of(1, 0, 0, 0);

test.each([
  ["an even map", [1, 1, 1, 1], 1],
  ["a map inside the lesion", [1, 0, 0, 0], 4],
  ["a map outside", [0, 1, 1, 0], 0],
  ["a map of zeros", [0, 0, 0, 0], 0],
  ["half of its energy inside", [0.5, 0.25, 0.25, 0], 2],
])("%s", (_, map, ratio) => {
  expect(energyRatio(Float32Array.from(map), mask)).toBeCloseTo(ratio, 12);
});

test("has no value without a lesion", () => {
  expect(energyRatio(Float32Array.of(1, 1, 1, 1), new Float32Array(4))).toBeUndefined();
});
