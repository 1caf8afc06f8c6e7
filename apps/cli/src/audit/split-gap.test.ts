// Published against clean split: gaps made by hand, films whose patient was seen in training.
import type { ManifestRow, SplitName } from "@pleura/data";
import { expect, test } from "vitest";
import { predictionsOf } from "../inference/predictions.ts";
import { compareSplits, type SplitRun } from "./split-gap.ts";

const row = (file: string, patient: string, split: SplitName): ManifestRow => ({
  file,
  source: "made",
  patient,
  label: "normal",
  view: "",
  split,
  license: "",
  extra: {},
});

/** A run whose test films are right where `isRight` says so. */
function runOf(rows: readonly ManifestRow[], isRight: readonly boolean[]): SplitRun {
  const tested = rows.filter(({ split }) => split === "test");
  const logits = Float32Array.from(isRight.flatMap((right) => (right ? [0, 0, 4] : [4, 0, 0])));
  return { rows, test: predictionsOf(tested, logits) };
}

const published = runOf(
  [
    row("a0", "a", "train"),
    row("b0", "b", "val"),
    row("a1", "a", "test"),
    row("b1", "b", "test"),
    row("c1", "c", "test"),
    row("d1", "d", "test"),
  ],
  [true, true, true, false],
);
const clean = runOf(
  [row("a0", "a", "train"), row("c1", "c", "test"), row("d1", "d", "test")],
  [true, false],
);
const options = { seed: 0, draws: 300 };

test("counts the leak and the accuracy with and without it", () => {
  const found = compareSplits(published, clean, 3, options);

  expect(found.published).toMatchObject({
    n: 4,
    patients: 4,
    sharedFilms: 2,
    accuracyOnShared: 1,
    accuracyOnOthers: 0.5,
  });
  expect(found.clean).toMatchObject({ n: 2, sharedFilms: 0, accuracyOnOthers: 0.5 });
  expect(found.clean.accuracyOnShared).toBeNaN();
  expect(found.accuracy.value).toBeCloseTo(0.25, 12);
  expect(found.accuracy.low).toBeLessThan(0.25);
});

test("a patient's films of both tests are drawn together", () => {
  const both = compareSplits(clean, clean, 3, options);

  expect(both.accuracy).toMatchObject({ value: 0, low: 0, high: 0 });
});
