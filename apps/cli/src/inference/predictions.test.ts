// Predictions keep what groups films: source, patient, view and sex.
import type { ManifestRow } from "@pleura/data";
import { expect, test } from "vitest";
import { predictionsOf } from "./predictions.ts";

function row(file: string, sex: string | undefined): ManifestRow {
  const extra = sex === undefined ? {} : { sex };
  const rest = { source: "s", patient: "", view: "PA", split: "test", license: "" } as const;
  return { file, label: "pneumonia", extra, ...rest };
}

test.each([
  ["F", "female"],
  ["female", "female"],
  [" m ", "male"],
  ["Male", "male"],
  ["", ""],
  ["X", "x"],
  [undefined, ""],
])("a sex written as %j is %j", (cell, expected) => {
  expect(predictionsOf([row("a", cell)], new Float32Array(3)).sexes).toEqual([expected]);
});

test("logits are kept and become probabilities", () => {
  const logits = Float32Array.of(0, Math.log(2), 0, 0, 0, 0);

  const found = predictionsOf([row("a", "F"), row("b", "M")], logits);

  expect(found.logits).toBe(logits);
  expect(found.probabilities[1]).toBeCloseTo(0.5, 6);
  expect(found).toMatchObject({
    truth: [1, 1],
    views: ["PA", "PA"],
    patients: ["file:a", "file:b"],
  });
});
