// Budgets: nothing where the step fits, then blocks computed again, then micro-batches, then a refusal.
import { baselineAdapter } from "@pleura/engine";
import { expect, test } from "vitest";
import { presets } from "../presets.ts";
import { fitMemory, memoryOf } from "./fit-memory.ts";
import { type TrainingPlanOptions, trainingBlocks } from "./plan-training.ts";

const { unet, head, pretext } = presets.demo;
/** Three blocks, so that all eight sets can be tried. */
const options: TrainingPlanOptions = {
  ...{
    task: "restore",
    unet: { ...unet, levels: 2, width: 4, norm: "none", attention: "none" },
    head,
    size: 32,
    batch: 2,
  },
  optimiser: pretext.optimiser,
};
const all = trainingBlocks(options);
const plain = memoryOf(options, baselineAdapter);
const again = memoryOf({ ...options, recomputes: all }, baselineAdapter);

test("saves nothing where the step fits, up to the byte", () => {
  const choice = fitMemory(options, baselineAdapter, plain.totalBytes);

  expect(choice.microBatch).toBe(2);
  expect(choice.recomputes).toEqual([]);
  expect(choice.totalBytes).toBe(plain.totalBytes);
});

test("computes again as little as fits, and no set of less work would do", () => {
  const budget = Math.floor((plain.totalBytes + again.totalBytes) / 2);

  const choice = fitMemory(options, baselineAdapter, budget);

  expect(choice.microBatch).toBe(2);
  expect(choice.totalBytes).toBeLessThanOrEqual(budget);
  const sets = Array.from({ length: 2 ** all.length }, (_, bits) =>
    all.filter((_, index) => (bits >> index) % 2 === 1),
  );
  const fitting = sets
    .map((recomputes) => memoryOf({ ...options, recomputes }, baselineAdapter))
    .filter(({ totalBytes }) => totalBytes <= budget);
  expect(choice.plan.flops).toBe(Math.min(...fitting.map(({ plan }) => plan.flops)));
});

test("makes micro-batches where computing everything again is not enough", () => {
  const choice = fitMemory(options, baselineAdapter, again.totalBytes - 1);

  expect(choice.microBatch).toBe(1);
  expect(choice.totalBytes).toBeLessThan(again.totalBytes);
});

test("keeps a micro-batch that was asked for", () => {
  const choice = fitMemory({ ...options, microBatch: 1 }, baselineAdapter, plain.totalBytes);

  expect(choice.microBatch).toBe(1);
});

test("refuses a budget below the least and names it", () => {
  const refusal = (budget: number) => {
    try {
      return fitMemory(options, baselineAdapter, budget);
    } catch (error) {
      return (error as Error).message;
    }
  };

  const text = String(refusal(1000));
  const least = Number(/least it needs is (\d+) bytes/.exec(text)?.[1]);

  expect(text).toBe(
    `memory budget: a step must fit in 1000 bytes, but the least it needs is ${least} bytes, with blocks computed again ` +
      `and the smallest micro-batch. Give a budget of ${least} bytes or more, or a smaller image size or width.`,
  );
  expect(refusal(least)).toMatchObject({ microBatch: 1, totalBytes: least });
});
