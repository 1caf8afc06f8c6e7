// The penalty comes from validation rows, and from nowhere else.
import { expect, test } from "vitest";
import { randomStream } from "../random/stream.ts";
import { fitWithChosenPenalty, type LabelledRows, USUAL_PENALTY } from "./penalty-choice.ts";

/** Two features: the first tells the class as clearly as `signal` says, the other is noise. */
function sample(n: number, seed: number, signal: number): LabelledRows {
  const stream = randomStream({ seed, epoch: 0, sample: 0, op: 1000 });
  const labels = Array.from({ length: n }, (_, row) => row % 3);
  const values = Float64Array.from({ length: 2 * n }, (_, at) => {
    const label = labels[at >> 1] as number;
    return (at % 2 === 0 ? signal * label : 0) + stream.normal();
  });
  return { rows: { values, width: 2 }, labels };
}

const rightShare = (probabilities: Float64Array, labels: readonly number[]): number =>
  labels.filter((label, row) => {
    const shares = [...probabilities.subarray(3 * row, 3 * row + 3)];
    return shares.indexOf(Math.max(...shares)) === label;
  }).length / labels.length;

test("features that tell the class get a weak penalty and are right on new rows", () => {
  const fitted = fitWithChosenPenalty({
    classes: 3,
    training: sample(60, 1, 8),
    validation: sample(60, 2, 8),
  });
  const test = sample(90, 3, 8);

  expect(fitted.isChosen).toBe(true);
  expect(fitted.penalty).toBeLessThan(0.1);
  expect(rightShare(fitted.predict(test.rows), test.labels)).toBeGreaterThan(0.95);
});

test("noise gets the strongest penalty", () => {
  const fitted = fitWithChosenPenalty({
    classes: 3,
    training: sample(30, 1, 0),
    validation: sample(90, 2, 0),
  });

  expect(fitted.penalty).toBe(10);
});

test("without validation rows nothing is chosen", () => {
  const fitted = fitWithChosenPenalty({
    classes: 3,
    training: sample(30, 1, 4),
    validation: { rows: { values: new Float64Array(0), width: 2 }, labels: [] },
  });

  expect([fitted.isChosen, fitted.penalty]).toEqual([false, USUAL_PENALTY]);
});
