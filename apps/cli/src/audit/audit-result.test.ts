// An audit's numbers are those of an evaluation of the same predictions, and differences are paired.
import { expect, test } from "vitest";
import { predictionsOf } from "../inference/predictions.ts";
import { evaluatePredictions } from "../report/evaluation.ts";
import { auditResult, mostFrequent } from "./audit-result.ts";
import { madeFilms } from "./made-films.test-support.ts";

const labels = ["covid19", "pneumonia", "normal"] as const;
const { rows } = madeFilms(
  Array.from({ length: 30 }, (_, index) => ({
    label: labels[index % 3] ?? "normal",
    source: "made",
    split: "test" as const,
    image: new Float32Array(0),
  })),
);
const logits = Float32Array.from({ length: 90 }, (_, at) => {
  const [row, index] = [Math.floor(at / 3), at % 3];
  return Math.sin(7 * at) + (row % 3 === index ? 1 : 0);
});
const found = predictionsOf(rows, logits);
const title = { name: "made", kind: "small-model", question: "?", note: "" } as const;
const options = { seed: 3, draws: 200 };

test("accuracy, sensitivity and area agree with the evaluation, intervals too", () => {
  const evaluation = evaluatePredictions(found, options);

  const result = auditResult(title, { ...found, classes: 3 }, 0, options);

  const { value, low, high, draws } = evaluation.accuracy;
  expect(result.accuracy).toEqual({ value, low, high, draws });
  expect(result.macroAuroc).toEqual(evaluation.macro.auroc);
  expect(result.balancedAccuracy).toEqual(evaluation.macro.sensitivity);
  expect(result).toMatchObject({ n: 30, patients: 30, classes: 3, chance: 1 / 3 });
  expect(result).not.toHaveProperty("behindHeadline");
});

test("a model is not behind itself, on any draw", () => {
  const own = { ...found, classes: 3 };

  const { behindHeadline } = auditResult(title, own, 0, options, own);

  expect(behindHeadline).toMatchObject({ value: 0, low: 0, high: 0 });
});

test("a model that says nothing is behind by the headline's margin over one half", () => {
  const headline = { ...found, classes: 3 };
  const dull = { ...headline, probabilities: new Float64Array(90).fill(1 / 3) };

  const result = auditResult(title, dull, 0, options, headline);

  const whole = auditResult(title, headline, 0, options).macroAuroc.value;
  expect(result.macroAuroc.value).toBe(0.5);
  expect(result.behindHeadline?.value).toBeCloseTo(whole - 0.5, 12);
});

test("the most frequent number is the first of equal ones", () => {
  expect(mostFrequent([2, 1, 1, 2, 0], 3)).toBe(1);
});
