// A trainer that keeps averages: against f64, in micro-batches, on resume, in what validates, in the plan.
import { openDawn } from "@pleura/dawn";
import { type Device, type Numbers, openDevice } from "@pleura/engine";
import { randomNumbers, relativeError } from "@pleura/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCheckpoint } from "../checkpoint/checkpoint.ts";
import { averagedCheckpoint } from "../checkpoint/with-averages.ts";
import { loadNetwork } from "../inference/load-network.ts";
import type { UnetConfig } from "../unet/config.ts";
import { memoryOf } from "./fit-memory.ts";
import { kerasAdam } from "./optimiser.ts";
import { Trainer, type TrainerOptions, type TrainFeed } from "./trainer.ts";
import { averageRate } from "./weight-average.ts";

const unet: UnetConfig = {
  inChannels: 1,
  levels: 2,
  width: 4,
  norm: "batch",
  attention: "cbam",
  reduction: 4,
  spatialKernel: 3,
  places: "all",
  output: "sigmoid",
  dropout: 0.25,
};
const head = { kind: "gap", hidden: 8, dropout: 0.5 } as const;
const [batch, size, decay] = [2, 16, 0.4];

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

const options = {
  task: "classify",
  ...{ unet, head, size, batch },
  seed: 5,
  optimiser: { ...kerasAdam, clipNorm: 1 },
  ema: decay,
} as const;
const make = (more: Partial<TrainerOptions> = {}) =>
  Trainer.create({ device, ...options, ...more });

const feedAt = (step: number): TrainFeed => ({
  images: randomNumbers(batch * size * size, step + 1, 0, 1),
  labels: Uint32Array.of(step % 3, (step + 1) % 3),
  learningRate: 1e-2,
});

async function train(trainer: Trainer, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) await trainer.submit(feedAt(trainer.step)).read();
}

test.each([
  ["whole batches", {}],
  ["micro-batches", { microBatch: 1 }],
  ["momentum", { optimiser: { ...kerasAdam, kind: "sgd" } }],
] as const)("averages weights and running statistics as in f64 (%s)", async (_, more) => {
  const trainer = await make(more);
  const after: ReadonlyMap<string, Numbers>[] = [];
  for (let step = 0; step < 4; step++) {
    await train(trainer, 1);
    after.push(await trainer.network.weights.read());
  }
  const { tensors } = readCheckpoint(await trainer.checkpoint());
  const rates = [1, 2, 3, 4].map((step) => Math.fround(averageRate(decay, step)));

  for (const name of trainer.network.weights.specs.keys()) {
    const expected = Float64Array.from(after[0]?.get(name) ?? [], (_, i) =>
      after.reduce((average, weights, step) => {
        const value = weights.get(name)?.[i] ?? Number.NaN;
        return average + (rates[step] ?? Number.NaN) * (value - average);
      }, 0),
    );
    const found = tensors.get(`ema.${name}`)?.values ?? [];
    expect(relativeError(found, expected), name).toBeLessThan(1e-6);
  }
  await trainer.destroy();
});

test("continues with the bits of an uninterrupted run", async () => {
  const [straight, interrupted, resumed] = [await make(), await make(), await make()];
  await train(straight, 4);
  await train(interrupted, 2);
  resumed.load(await interrupted.checkpoint());
  await train(resumed, 2);

  expect(await resumed.checkpoint()).toEqual(await straight.checkpoint());
  for (const trainer of [straight, interrupted, resumed]) await trainer.destroy();
});

test("trains the weights of a run without an average, and validates with the average", async () => {
  const before = device.liveBuffers;
  const [averaging, plain] = [await make(), await make({ ema: 0 })];
  await train(averaging, 3);
  await train(plain, 3);
  const images = feedAt(9).images;
  const bytes = await averaging.checkpoint();
  const [fromLast, fromBest] = [bytes, averagedCheckpoint(bytes)].map(
    (file) => loadNetwork(device, file, batch).network,
  );

  const averaged = await averaging.evaluation.logits(images, batch);

  expect(await averaging.network.weights.read()).toEqual(await plain.network.weights.read());
  expect(await plain.evaluation.logits(images, batch)).not.toEqual(averaged);
  expect(await fromLast?.logits(images, batch)).toEqual(averaged);
  expect(await fromBest?.logits(images, batch)).toEqual(averaged);
  for (const one of [averaging, plain, fromLast, fromBest]) await one?.destroy();
  expect(device.liveBuffers).toBe(before);
});

test("plans the memory of the averages, and keeps none of a frozen encoder", async () => {
  const variablesOf = (more: Partial<TrainerOptions>) =>
    memoryOf({ ...options, ...more }, device.adapter).plan.stateBytes.variables;
  const trainer = await make({ freezesEncoder: true });
  const { tensors } = readCheckpoint(await trainer.checkpoint());
  const averages = [...tensors.keys()].filter((name) => name.startsWith("ema."));
  const specs = [...trainer.network.weights.specs.values()];
  const statistics = specs.filter(({ kind }) => kind === "statistic");
  const statisticBytes = statistics.reduce((sum, { shape }) => sum + 4 * (shape[0] ?? 0), 0);

  const more = variablesOf({}) - variablesOf({ ema: 0 });

  // Adam has two moments of each weight where momentum has one: the difference is a copy of all weights.
  const { optimiser } = options;
  const copy = variablesOf({}) - variablesOf({ optimiser: { ...optimiser, kind: "sgd" } });
  expect(more).toBe(copy + statisticBytes);
  expect(trainer.plan).toEqual(memoryOf({ ...options, freezesEncoder: true }, device.adapter).plan);
  expect(averages.sort()).toEqual([
    "ema.head.fc1.bias",
    "ema.head.fc1.weight",
    "ema.head.fc2.bias",
    "ema.head.fc2.weight",
  ]);
  await trainer.destroy();
});
