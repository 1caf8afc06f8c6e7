// Arms are told apart with the numbers that hand counting gives.
import { expect, test } from "vitest";
import type { Predictions } from "../inference/predictions.ts";
import { adjustComparisons, compareArms } from "./arm-comparison.ts";

const truth = [0, 0, 1, 1, 2, 2];

/** A model that says `said`, surely. */
function model(said: readonly number[], files = ["a", "b", "c", "d", "e", "f"]): Predictions {
  const logits = new Float32Array(3 * said.length);
  const probabilities = new Float64Array(3 * said.length).fill(0.1);
  for (const [row, found] of said.entries()) {
    logits[3 * row + found] = Math.log(8);
    probabilities[3 * row + found] = 0.8;
  }
  return {
    files,
    sources: files.map(() => "s"),
    patients: files.map((file) => `p${file}`),
    views: files.map(() => ""),
    sexes: files.map(() => ""),
    truth: truth.slice(0, files.length),
    logits,
    probabilities,
  };
}

const options = { seed: 0, draws: 400 };
const right = model(truth);
const half = model([0, 1, 1, 2, 2, 0]);

test("a better arm has a positive difference, McNemar counts its lead, each class has its area", () => {
  const found = compareArms([right], [half], options);

  expect(found).toMatchObject({ n: 6, patients: 6, seeds: [1, 1] });
  expect(found.differences.accuracy.value).toBe(0.5);
  expect(found.differences.accuracy.low).toBe(0);
  expect(found.mcnemar).toMatchObject({ onlyFirst: 3, onlySecond: 0, p: 0.25 });
  expect(found.mcnemarPerSeed).toEqual([found.mcnemar]);
  // Class 0 of `half`: positives high, low; negatives one of four high: the high wins 3 and ties 1, the low ties 3.
  expect(found.delong.covid19.first).toBe(1);
  expect(found.delong.covid19.second).toBe((3 + 0.5 + 1.5) / 8);
  expect(found.differences["covid19.auroc"].value).toBe(1 - 5 / 8);
});

test("an arm differs from itself by nothing", () => {
  const found = compareArms([half], [half], options);

  expect(found.differences["macro.auroc"]).toMatchObject({ value: 0, low: 0, high: 0 });
  expect(found.mcnemar.p).toBe(1);
  expect(found.delong.normal.p).toBe(1);
});

test("swapping the arms turns every sign", () => {
  const forth = compareArms([right], [half], options).differences.accuracy;
  const back = compareArms([half], [right], options).differences.accuracy;

  expect([back.value, back.low, back.high]).toEqual([
    0 - forth.value,
    0 - forth.high,
    0 - forth.low,
  ]);
});

test("seeds are averaged before the interval, and their own differences have a spread", () => {
  const found = compareArms([right, half], [half, half], options);

  expect(found.differences.accuracy.value).toBe(0.25);
  expect(found.differences.accuracy.overSeeds).toMatchObject({ mean: 0.25, n: 2 });
  expect(found.differences.accuracy.overSeeds?.sd).toBeCloseTo(0.5 * Math.SQRT1_2, 12);
  expect(found.mcnemarPerSeed.map(({ p }) => p)).toEqual([0.25, 1]);
});

test("arms with other numbers of seeds have no differences seed by seed", () => {
  const found = compareArms([right, half], [half], options);

  expect(found.differences.accuracy.value).toBe(0.25);
  expect(found.differences.accuracy).not.toHaveProperty("overSeeds");
  expect(found.mcnemarPerSeed).toEqual([]);
});

test("p-values shown together are adjusted together", () => {
  const one = compareArms([right], [half], options);
  const same = compareArms([half], [half], options);

  const [first, second] = adjustComparisons([one, same]);

  expect(first?.adjusted.mcnemar).toBe(0.5);
  expect(second?.adjusted.mcnemar).toBe(1);
  expect(first?.adjusted.delong.covid19).toBeGreaterThan(one.delong.covid19.p);
});

test("arms about other images are refused", () => {
  const other = model([0, 0, 1, 1, 2, 2], ["a", "b", "c", "x", "e", "f"]);
  const shorter = model([0, 0], ["a", "b"]);

  expect(() => compareArms([right], [other], options)).toThrow(
    'compare arms: all seeds must have predicted the same images, but "x" (pneumonia) stands where "d" (pneumonia) does. Predict one split of one manifest with all of them.',
  );
  expect(() => compareArms([right], [shorter], options)).toThrow(
    'compare arms: all seeds must have predicted the same images, but nothing stands where "c" (pneumonia) does. Predict one split of one manifest with all of them.',
  );
  expect(() => compareArms([shorter], [right], options)).toThrow(
    "compare arms: all seeds must have predicted the same images, but a list of 6 images stands where a list of 2 images does. Predict one split of one manifest with all of them.",
  );
  expect(() => compareArms([], [right], options)).toThrow(
    "compare arms: each arm must have predictions of at least one seed, but they have 0 and 1. Leave arms without a finished seed out.",
  );
});
