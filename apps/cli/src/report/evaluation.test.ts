// An evaluation agrees with counts made by hand.
import { expect, test } from "vitest";
import { evaluatePredictions, evaluationLine } from "./evaluation.ts";

// Truth 0 0 1 1 2 2; predicted 0 1 1 1 2 0.
const probabilities = Float64Array.of(
  ...[0.8, 0.1, 0.1],
  ...[0.3, 0.6, 0.1],
  ...[0.1, 0.7, 0.2],
  ...[0.2, 0.5, 0.3],
  ...[0.1, 0.1, 0.8],
  ...[0.5, 0.1, 0.4],
);
const found = {
  files: ["a", "b", "c", "d", "e", "f"],
  sources: ["s", "s", "s", "t", "t", "t"],
  patients: ["1", "1", "2", "3", "4", "5"],
  views: ["PA", "PA", "AP", "AP", "", ""],
  sexes: ["female", "female", "male", "", "male", "male"],
  truth: [0, 0, 1, 1, 2, 2],
  logits: Float32Array.from(probabilities, Math.log),
  probabilities,
};

test("counts, ratios and areas are those made by hand", () => {
  const evaluation = evaluatePredictions(found, { seed: 0, draws: 200 });

  expect(evaluation.confusion).toEqual([
    [1, 1, 0],
    [0, 2, 0],
    [1, 0, 1],
  ]);
  expect(evaluation.patients).toBe(5);
  expect(evaluation.accuracy.value).toBeCloseTo(4 / 6, 12);
  expect(evaluation.perClass.pneumonia.precision.value).toBeCloseTo(2 / 3, 12);
  expect(evaluation.perClass.pneumonia.sensitivity.value).toBe(1);
  expect(evaluation.perClass.covid19.specificity.value).toBeCloseTo(3 / 4, 12);
  // Class 0: positives .8 and .3 against .1 .2 .1 .5: 7 of 8 pairs in order.
  expect(evaluation.perClass.covid19.auroc.value).toBeCloseTo(7 / 8, 12);
});

test("the accuracy has Wilson's interval too", () => {
  const { accuracy } = evaluatePredictions(found, { seed: 0, draws: 200 });

  // Wilson 1927 for 4 of 6, z = 1.96.
  expect(accuracy.wilson.low).toBeCloseTo(0.3, 3);
  expect(accuracy.wilson.high).toBeCloseTo(0.9032, 3);
});

test("images without a patient are counted", () => {
  const patients = ["patient:s:1", "file:b", "file:c", "file:d", "file:e", "file:f"];

  expect(evaluatePredictions({ ...found, patients }, { seed: 0, draws: 200 })).toMatchObject({
    patients: 6,
    withoutPatient: 5,
  });
});

test("the script line has exactly the contract's keys", () => {
  const line = evaluationLine(evaluatePredictions(found, { seed: 0, draws: 200 }));

  expect(Object.keys(line)).toEqual(["n", "accuracy", "auroc", "perSource", "confusion"]);
  expect(Object.keys(line.accuracy)).toEqual(["value", "low", "high"]);
  expect(Object.keys(line.auroc)).toEqual(["covid19", "pneumonia", "normal", "macro"]);
  expect(line.perSource).toEqual({
    s: { n: 3, accuracy: 2 / 3 },
    t: { n: 3, accuracy: 2 / 3 },
  });
});

test("views and sexes have lines of their own, the unknown last", () => {
  const { perView, perSex } = evaluatePredictions(found, { seed: 0, draws: 200 });

  expect(perView.map(({ group, n, patients }) => [group, n, patients])).toEqual([
    ["AP", 2, 2],
    ["PA", 2, 1],
    ["unknown", 2, 2],
  ]);
  expect(perSex.map(({ group, n }) => [group, n])).toEqual([
    ["female", 2],
    ["male", 3],
    ["unknown", 1],
  ]);
});

test("temperature and thresholds come from the validation images, and only from them", () => {
  const plain = evaluatePredictions(found, { seed: 0, draws: 200 });
  const { validated, ...rest } = evaluatePredictions(found, {
    seed: 0,
    draws: 200,
    validation: found,
  });

  expect(rest).toEqual(plain);
  expect(plain).not.toHaveProperty("validated");
  expect(validated?.operatingPoints.covid19.map(({ goal }) => goal)).toEqual([
    { rate: "specificity", atLeast: 0.9 },
    { rate: "specificity", atLeast: 0.95 },
    { rate: "sensitivity", atLeast: 0.9 },
    { rate: "sensitivity", atLeast: 0.95 },
  ]);
  // Class 0: positives .8 .3, negatives .1 .2 .1 .5. No negative may be called: threshold .8.
  expect(validated?.operatingPoints.covid19[0]).toMatchObject({
    chosen: { threshold: 0.8, sensitivity: 0.5, specificity: 1, isCoarse: true },
    sensitivity: { value: 0.5 },
    specificity: { value: 1 },
  });
  // Both positives must be called: threshold .3, which calls one of four negatives.
  expect(validated?.operatingPoints.covid19[2]).toMatchObject({
    chosen: { threshold: 0.3 },
    sensitivity: { value: 1 },
    specificity: { value: 0.75 },
  });
  expect(validated?.calibration.nll).toBeCloseTo(validated?.temperature.nllAfter ?? 0, 6);
  expect(validated?.temperature.nllAfter).toBeLessThan(plain.calibration.nll);
});

test("an evaluation of one image is defined where one image tells something", () => {
  const one = {
    files: ["a"],
    sources: ["s"],
    patients: ["file:a"],
    views: [""],
    sexes: [""],
    truth: [2],
    logits: Float32Array.of(0, 0, 1),
    probabilities: Float64Array.of(0.2, 0.2, 0.6),
  };

  const evaluation = evaluatePredictions(one, { seed: 0, draws: 100, validation: one });

  expect(evaluation.accuracy).toMatchObject({ value: 1, low: 1, high: 1, draws: 100 });
  expect(evaluation.perClass.normal.auroc.value).toBeNaN();
  expect(evaluation.perClass.normal.auprc.value).toBe(1);
  expect(evaluation.validated?.temperature.limit).toBe("low");
  expect(evaluation.validated?.operatingPoints.normal[0]?.chosen.threshold).toBeNaN();
});
