// The average's decay, and what a checkpoint with averages is for others.
import { expect, test } from "vitest";
import { readCheckpoint, writeCheckpoint } from "../checkpoint/checkpoint.ts";
import { averagedCheckpoint } from "../checkpoint/with-averages.ts";
import { presets } from "../presets.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { initialise } from "../weights/initialise.ts";
import { averageRate } from "./weight-average.ts";

test.each([
  ["the first average is the first step's weights", 1, 1],
  ["the second begins the warm-up at 1/10", 2, 0.9],
  ["the warm-up goes on", 12, 1 - 11 / 20],
  ["the decay holds from where the warm-up reaches it", 8_991, 1 - 8_990 / 8_999],
  ["and after", 8_993, 0.001],
])("%s", (_, step, rate) => {
  expect(averageRate(0.999, step)).toBeCloseTo(rate, 12);
});

const model = {
  kind: "pretext",
  unet: { ...presets.demo.unet, levels: 2, width: 4 },
  size: 32,
} as const;
const specs = [...describeWeights(model.unet).values()];
const weights = new Map(
  specs.map((spec) => [spec.name, { shape: spec.shape, values: initialise(spec, 1) }] as const),
);

test("a checkpoint without averages stays the bytes it is", () => {
  const bytes = writeCheckpoint({ model, tensors: weights, extra: { step: "3" } });

  expect(averagedCheckpoint(bytes)).toBe(bytes);
});

test("averages take the place of their weights, and training state is left out", () => {
  const [first] = specs as [(typeof specs)[0]];
  const average = initialise(first, 2);
  const moment = { shape: [1], values: Float32Array.of(1) };
  const tensors = new Map([
    ...weights,
    [`ema.${first.name}`, { shape: first.shape, values: average }] as const,
    [`optimiser.m.${first.name}`, moment] as const,
  ]);

  const found = readCheckpoint(
    averagedCheckpoint(writeCheckpoint({ model, tensors, extra: { step: "3" } })),
  );

  expect([...found.tensors.keys()].sort()).toEqual([...weights.keys()].sort());
  expect(found.tensors.get(first.name)?.values).toEqual(average);
  expect(found.tensors.get(specs[1]?.name ?? "")).toEqual(weights.get(specs[1]?.name ?? ""));
  expect(found.extra).toEqual({ step: "3" });
});
