// Settings of trainings: presets' defaults, what flags make of them, what is refused.
import { expect, test } from "vitest";
import type { Output } from "../output.ts";
import { augmentOptions } from "./augment-settings.ts";
import { commandSettings } from "./command-settings.ts";
import {
  finetuneDefaults,
  finetuneSettings,
  pretrainDefaults,
  pretrainSettings,
} from "./training-settings.ts";

const output = {} as Output;
const base = { data: "films", out: "run" };

const finetuneOf = (flags: Record<string, unknown> = {}, set: readonly string[] = []) =>
  commandSettings(
    finetuneSettings,
    { files: [], flags: { ...base, ...flags, set }, output },
    finetuneDefaults,
  );
const pretrainOf = (flags: Record<string, unknown> = {}) =>
  commandSettings(
    pretrainSettings,
    { files: [], flags: { ...base, ...flags }, output },
    pretrainDefaults,
  );

test("a probe freezes the encoder under one dense layer without dropout", () => {
  const { freezesEncoder, head } = finetuneOf({ probe: true });

  expect({ freezesEncoder, ...head }).toMatchObject({
    freezesEncoder: true,
    kind: "linear",
    dropout: 0,
  });
  expect(finetuneOf().freezesEncoder).toBe(false);
  expect(finetuneOf().head.kind).toBe("gap");
});

test("single ranges of the augmentation lie on top of the named preset", () => {
  const own = finetuneOf({}, ["augmentation.rotation=20", "augmentation.flip=0.5"]);

  expect(augmentOptions(finetuneOf({ augment: "none" }))).toEqual({
    ...{ rotationDegrees: 0, zoom: 0, shift: 0, shearDegrees: 0, mirrorRate: 0, gamma: 0 },
  });
  expect(augmentOptions(own)).toEqual({
    ...{ rotationDegrees: 20, zoom: 0.1, shift: 0.05, shearDegrees: 0, mirrorRate: 0.5 },
    gamma: 0.3,
  });
  const each = ["rotation=1", "zoom=0.2", "shift=0.3", "shear=4", "flip=1", "exposure=2"];
  expect(
    augmentOptions(
      finetuneOf(
        {},
        each.map((one) => `augmentation.${one}`),
      ),
    ),
  ).toEqual({
    ...{ rotationDegrees: 1, zoom: 0.2, shift: 0.3, shearDegrees: 4, mirrorRate: 1, gamma: 2 },
  });
});

test("balanced class weights switch off balanced batches, unless these are asked for", () => {
  const weighted = { classWeights: "balanced" };

  expect(finetuneOf().isBalanced).toBe(true);
  expect(finetuneOf(weighted)).toMatchObject({ classWeights: "balanced", isBalanced: false });
  expect(finetuneOf({ ...weighted, isBalanced: true }).isBalanced).toBe(true);
  expect(() => finetuneOf({ classWeights: [1, 2] })).toThrow(
    "--class-weights: the value must be a list of 3, but it is [1,2]. Correct it.",
  );
  expect(() => finetuneOf({ classWeights: "even" })).toThrow(
    '--class-weights: the value must be balanced or a list of 3 numbers above 0, but it is "even". Correct it.',
  );
});

test("the seed of the labels is the run's unless it is given", () => {
  expect(finetuneOf({ seed: 7 }).labelSeed).toBe(7);
  expect(finetuneOf({ seed: 7, labelSeed: 3 }).labelSeed).toBe(3);
  expect(finetuneOf().labelFraction).toBe(1);
});

test("the paper's preset has the published numbers (method.md 1.5 and 1.7)", () => {
  const pretext = pretrainOf({ preset: "paper" });
  const classifier = finetuneOf({ preset: "paper" });
  const adam = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 };

  expect(pretext).toMatchObject({
    ...{ size: 512, fit: "squash", batch: 8, learningRate: 1e-4, recipe: "authors", ema: 0 },
    schedule: { kind: "constant", warmupSteps: 0 },
    optimiser: { ...adam, clipNorm: 0 },
    ...{ loss: { kind: "ssim", l1Weight: 0 }, validationImages: 1000 },
  });
  expect(classifier).toMatchObject({
    ...{ size: 512, fit: "squash", batch: 16, epochs: 200, learningRate: 1e-4 },
    schedule: { kind: "step", warmupSteps: 0 },
    optimiser: { ...adam, clipNorm: 1, clipValue: 2, clipsEachNorm: true },
    ...{ augment: "authors", freezesEncoder: false, labelSmoothing: 0, isBalanced: false },
  });
});

test("overfitting makes one batch of the images and switches off what keeps from learning by heart", () => {
  expect(finetuneOf({ overfit: 6 })).toMatchObject({
    ...{ batch: 6, steps: 500, validationImages: 0, augment: "none", isBalanced: false },
    ...{ unet: { dropout: 0 }, head: { dropout: 0 }, schedule: { kind: "constant" } },
  });
  expect(finetuneOf({ overfit: 6 }).epochs).toBeUndefined();
  expect(pretrainOf({ overfit: 6, steps: 9 })).toMatchObject({ batch: 6, steps: 9 });
});

test.each([
  [
    "a batch that is not the images to overfit",
    { overfit: 6, batch: 4 },
    "--batch: the value must be 6, since the images of overfit are one batch, but it is 4. Correct it.",
  ],
  [
    "parts that do not divide the batch",
    { batch: 16, accumulate: 3 },
    "--accumulate: the value must be a divisor of the batch of 16, but it is 3. Correct it.",
  ],
  [
    "parts that contradict the micro-batch",
    { batch: 16, accumulate: 4, microBatch: 2 },
    "--accumulate: the value must be 16 / 2 with that micro-batch, or be left out, but it is 4. Correct it.",
  ],
  [
    "a probe with another head",
    { probe: true, "head.kind": "gap" },
    "--probe: the value must be false, or go with freezesEncoder true and head.kind linear, but it is true. Correct it.",
  ],
  [
    "a share of labels above 1",
    { labelFraction: 1.5 },
    "--label-fraction: the value must be at most 1, but it is 1.5. Correct it.",
  ],
  [
    "an average that never forgets",
    { ema: 1 },
    "--ema: the value must be less than 1, but it is 1. Correct it.",
  ],
])("refuses %s", (_, flags, message) => {
  expect(() => finetuneOf(flags)).toThrow(message);
});

test("takes parts that agree with the micro-batch", () => {
  expect(finetuneOf({ batch: 16, accumulate: 8, microBatch: 2 }).accumulate).toBe(8);
});
