// A report shows every number of an evaluation, says what is missing, and never breaks on few films.
import { expect, test } from "vitest";
import { softmaxRows } from "../inference/class-scores.ts";
import type { Predictions } from "../inference/predictions.ts";
import { evaluatePredictions } from "./evaluation.ts";
import { evaluationLines } from "./evaluation-lines.ts";
import { evaluationSections } from "./evaluation-sections.ts";

/** Models' logits that favour the truth by 2, except every fourth image, which favours the next class. */
function predictions(n: number, more: Partial<Predictions> = {}): Predictions {
  const truth = Array.from({ length: n }, (_, row) => row % 3);
  const logits = new Float32Array(3 * n);
  for (const [row, label] of truth.entries())
    logits[3 * row + (row % 4 === 3 ? (label + 1) % 3 : label)] = 2 + row / 100;
  return {
    files: truth.map((_, row) => `${row}.png`),
    sources: truth.map((label) => (label === 0 ? "a&b" : "c")),
    patients: truth.map((_, row) => `patient:${row >> 1}`),
    views: truth.map((_, row) => (row % 2 === 0 ? "PA" : "AP")),
    sexes: truth.map(() => ""),
    truth,
    logits,
    probabilities: softmaxRows(logits),
    ...more,
  };
}

const options = { seed: 0, draws: 100 };

test("with validation images all sections are filled", () => {
  const found = predictions(60);
  const evaluation = evaluatePredictions(found, { ...options, validation: predictions(40) });

  const html = evaluationSections(evaluation, found, "test").join("");

  for (const heading of [
    "Result",
    "Classes",
    "Sources",
    "Views and sexes",
    "Curves",
    "Calibration",
    "Abstaining",
    "Operating points",
  ])
    expect(html).toContain(`<h2>${heading}</h2>`);
  expect(html.match(/<svg/g)).toHaveLength(4);
  expect(html).toContain("a&amp;b");
  expect(html).toContain("Class and source are confounded: a&amp;b holds one class only");
  expect(html).toContain("The manifest gives no sex.");
  expect(html).toContain("specificity ≥ 0.95");
  expect(html).toContain("fitted on 40 validation images of 20 patients");
  expect(html).not.toMatch(/NaN|Infinity|undefined/);
});

test("without validation images it says what they would give", () => {
  const found = predictions(12);

  const html = evaluationSections(evaluatePredictions(found, options), found, "test").join("");

  expect(html).toContain(
    "No temperature and no threshold: they need labelled validation images that are not evaluated themselves.",
  );
});

test.each([1, 2, 5])("%i images give a page without NaN", (n) => {
  const found = predictions(n);
  const evaluation = evaluatePredictions(found, { ...options, validation: found });

  const html = evaluationSections(evaluation, found, "test").join("");

  expect(html).not.toMatch(/NaN|Infinity|undefined/);
});

test("a perfect validation set is told from one that tells a temperature", () => {
  const right = predictions(3);
  const evaluation = evaluatePredictions(predictions(60), { ...options, validation: right });

  expect(evaluationLines(evaluation).join("\n")).toContain(
    "It stopped at its limit, because only one below 0.01 would be best, as where every image is classified right: these images cannot tell a temperature.",
  );
});

test("the lines hold the headline, areas, calibration, abstaining and one threshold a class", () => {
  const found = predictions(60);
  const lines = evaluationLines(
    evaluatePredictions(found, { ...options, validation: predictions(40) }),
  );

  expect(lines[0]).toBe("images      60 of 30 patients");
  expect(lines[1]).toMatch(
    /^accuracy {4}0\.750 \(0\.\d{3}–0\.\d{3}\), 95 % interval over patients$/,
  );
  expect(lines.filter((line) => line.includes("AUPRC"))).toHaveLength(4);
  expect(lines.filter((line) => line.includes("validation's specificity ≥ 0.95"))).toHaveLength(3);
  expect(lines.at(-1)).toMatch(/^abstaining {2}accuracy .* on the surest \d+ %$/);
});
