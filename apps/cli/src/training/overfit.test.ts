// Overfitting one batch: which images, the fixed task, when it is learnt.
import type { ManifestRow } from "@pleura/data";
import { expect, test } from "vitest";
import { fixedTask, overfitWatch, spreadOverLabels } from "./overfit.ts";
import type { TrainingTask } from "./train-loop.ts";

const row = (file: string, label: ManifestRow["label"]): ManifestRow => ({
  ...{ file, label, source: "", patient: "", view: "", split: "train", license: "", extra: {} },
});

test("takes the first images by turns over the classes, in the order of the list", () => {
  const rows = [
    row("a", "normal"),
    row("b", "normal"),
    row("c", "normal"),
    row("d", "covid19"),
    row("e", "covid19"),
    row("f", "pneumonia"),
  ];
  const files = (most: number) => spreadOverLabels(rows, most).map(({ file }) => file);

  expect(files(3)).toEqual(["a", "d", "f"]);
  expect(files(4)).toEqual(["a", "b", "d", "f"]);
  expect(files(100)).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test("a fixed task gives the first epoch's batch at every step", async () => {
  const asked: (readonly [readonly number[], number, number])[] = [];
  const task: TrainingTask = {
    stepsPerEpoch: 7,
    order: (epoch) => Uint32Array.of(epoch, 2, 3),
    feed: async (visits, epoch, learningRate) => {
      asked.push([[...visits], epoch, learningRate]);
      return { images: new Float32Array(), learningRate };
    },
    validate: async () => ({ loss: 1 }),
    validationNames: ["loss"],
    target: { name: "loss", isHigherBetter: false },
  };

  const fixed = fixedTask(task);
  await fixed.feed(fixed.order(5), 5, 0.1);

  expect(asked).toEqual([[[1, 2, 3], 1, 0.1]]);
  expect(fixed.stepsPerEpoch).toBe(1);
  expect(fixed.validate).toBeUndefined();
});

test.each([
  [
    "finetune",
    {},
    [1.1, 0.06, 0.05],
    [false, false, true],
    "the loss reached 0.0500: from 1.10 to 0.0500",
  ],
  [
    "pretrain",
    {},
    [0.8, 0.41, 0.4],
    [false, false, true],
    "the loss reached 0.400: from 0.800 to 0.400",
  ],
  [
    "pretrain",
    { overfitLoss: 0.7 },
    [0.8, 0.69],
    [false, true],
    "the loss reached 0.700: from 0.800 to 0.690",
  ],
  ["finetune", {}, [1.1, 1], [false, false], "the loss did not reach 0.0500: from 1.10 to 1.00"],
] as const)("%s %o learns by its losses", (command, settings, losses, reached, words) => {
  const watch = overfitWatch(command, settings);

  expect(losses.map((loss) => watch.isReached(loss))).toEqual(reached);
  expect(watch.words()).toBe(words);
});
