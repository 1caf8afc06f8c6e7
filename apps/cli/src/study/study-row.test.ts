// A study's rows from predictions whose numbers are known by hand.
import { CLASSES } from "@pleura/data";
import { expect, test } from "vitest";
import { type Predictions, predictionsOf } from "../inference/predictions.ts";
import type { FinetuneCell } from "./study-plan.ts";
import { type FinishedCell, groupCells, studyRow } from "./study-row.ts";

/** Predictions that give class `said[i]` 0.8 for truth `truth[i]`. */
function predictions(truth: readonly number[], said: readonly number[]): Predictions {
  const rows = truth.map((label, index) => ({
    file: `${index}.png`,
    source: "a",
    patient: `${Math.floor(index / 2)}`,
    label: CLASSES[label] ?? ("" as const),
    view: "PA",
    split: "test" as const,
    license: "",
    extra: {},
  }));
  const logits = new Float32Array(3 * truth.length);
  for (const [row, found] of said.entries()) logits[3 * row + found] = Math.log(8);
  return predictionsOf(rows, logits);
}

function finished(seed: number, said: readonly number[]): FinishedCell {
  const cell: FinetuneCell = {
    kind: "finetune",
    id: `finetune/${seed}`,
    split: "clean",
    arm: "ssl",
    loss: "ssim",
    labelFraction: 1,
    seed,
  };
  const test = predictions([0, 0, 1, 1, 2, 2], said);
  return { cell, steps: 10, parameters: 99, films: 20 + seed, validation: test, test };
}

const options = { seed: 0, draws: 200 };

test("means over seeds, their sample deviation, and the confusion of all seeds", () => {
  const row = studyRow([finished(1, [0, 0, 1, 1, 2, 2]), finished(2, [0, 0, 1, 1, 2, 0])], options);

  expect(row).toMatchObject({ arm: "ssl", loss: "ssim", seeds: [1, 2], films: [21, 22] });
  expect(row.cells).toEqual(["finetune/1", "finetune/2"]);
  expect(row).toMatchObject({ n: 6, patients: 3, steps: 10, parameters: 99 });
  expect(row.metrics["accuracy"]?.perSeed).toEqual([1, 5 / 6]);
  expect(row.metrics["accuracy"]?.mean).toBeCloseTo(11 / 12, 12);
  expect(row.metrics["accuracy"]?.sd).toBeCloseTo(Math.SQRT1_2 / 6, 12);
  expect(row.confusion).toEqual([
    [4, 0, 0],
    [0, 4, 0],
    [1, 0, 3],
  ]);
});

test("the interval is over patients: with every patient right or half right it spans both", () => {
  // The half-right patient alone is 1 draw in 27, more than the 2.5 % below the interval.
  const row = studyRow([finished(1, [0, 0, 1, 1, 2, 0])], { seed: 0, draws: 2000 });

  const { low, high, sd } = row.metrics["accuracy"] ?? {};
  expect(low).toBe(0.5);
  expect(high).toBe(1);
  expect(sd).toBeNaN();
});

test("equal predictions give equal rows, whatever the order of the calls", () => {
  const one = studyRow([finished(1, [0, 1, 1, 1, 2, 2])], options);
  studyRow([finished(2, [1, 1, 1, 1, 2, 2])], options);

  expect(studyRow([finished(1, [0, 1, 1, 1, 2, 2])], options)).toEqual(one);
});

test("cells that differ in more than their seed are rows of their own", () => {
  const first = finished(1, [0, 0, 1, 1, 2, 2]);
  const other = { ...first, cell: { ...first.cell, labelFraction: 0.1 } };

  const groups = groupCells([first, other, finished(2, [0, 0, 1, 1, 2, 2])]);

  expect([...groups.values()].map((cells) => cells.length)).toEqual([2, 1]);
});
