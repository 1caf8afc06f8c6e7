// First values: the stated distributions, and the same bits for the same seed and name.
import { expect, test } from "vitest";
import { initialise } from "./initialise.ts";
import type { Initialiser, WeightSpec } from "./weight-spec.ts";

const spec = (init: Initialiser, name = "w"): WeightSpec => ({
  name,
  shape: [100, 200],
  kind: "parameter",
  init,
  meaning: "test",
});

const moments = (values: Float32Array) => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const square = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(square) };
};

test.each([
  [{ kind: "he_normal", fanIn: 50 }, 0.2],
  [{ kind: "normal", deviation: 0.5 }, 0.5],
  // A uniform number in ±a has the deviation a / √3.
  [{ kind: "glorot_uniform", fanIn: 100, fanOut: 200 }, Math.sqrt(6 / 300) / Math.sqrt(3)],
] as const)("%o has its deviation and no mean", (init, expected) => {
  const { mean, deviation } = moments(initialise(spec(init), 3));

  // 20,000 draws: the standard error of the mean is σ / 141.
  expect(Math.abs(mean)).toBeLessThan(4 * (expected / 141));
  expect(deviation / expected).toBeCloseTo(1, 1);
});

test("depends on seed and name only", () => {
  const init = { kind: "he_normal", fanIn: 9 } as const;

  expect(initialise(spec(init), 1)).toEqual(initialise(spec(init), 1));
  expect(initialise(spec(init), 2)).not.toEqual(initialise(spec(init), 1));
  expect(initialise(spec(init, "v"), 1)).not.toEqual(initialise(spec(init, "w"), 1));
});
