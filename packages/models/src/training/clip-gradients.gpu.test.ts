// Gradients clipped one by one, and a linear head on a frozen encoder.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { randomNumbers } from "@pleura/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { UnetConfig } from "../unet/config.ts";
import { kerasAdam } from "./optimiser.ts";
import { Trainer, type TrainerOptions } from "./trainer.ts";

const unet: UnetConfig = {
  inChannels: 1,
  levels: 2,
  width: 4,
  norm: "none",
  attention: "none",
  reduction: 4,
  spatialKernel: 3,
  places: "all",
  output: "sigmoid",
  dropout: 0,
};
const head = { kind: "gap", hidden: 8, dropout: 0 } as const;
const [batch, size] = [2, 16];

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

const make = (options: Partial<TrainerOptions> = {}) =>
  Trainer.create({
    device,
    task: "classify",
    ...{ unet, head, size, batch },
    seed: 5,
    // Plain descent at rate 1: a step moves each weight by minus its gradient.
    optimiser: { ...kerasAdam, kind: "sgd", momentum: 0 },
    ...options,
  });

const images = randomNumbers(batch * size * size, 1, 0, 1);
const labels = Uint32Array.of(0, 1);

/** What one step adds to each weight, and the norm that it reports. */
async function stepOf(options: Partial<TrainerOptions>) {
  const trainer = await make(options);
  const before = await trainer.network.weights.read();
  const { gradientNorm } = await trainer.submit({ images, labels, learningRate: 1 }).read();
  const after = await trainer.network.weights.read();
  await trainer.destroy();
  const moves = [...before].map(([name, values]) => {
    const next = after.get(name) ?? [];
    return [name, Array.from(values, (value, i) => (next[i] ?? Number.NaN) - value)] as const;
  });
  return { moves: new Map(moves), gradientNorm };
}

const optimiser = { ...kerasAdam, kind: "sgd", momentum: 0 } as const;

test.each([
  ["a whole batch", {}],
  ["the sum over micro-batches", { microBatch: 1 }],
])("no number of a gradient is larger than the limit: %s", async (_, more) => {
  const plain = await stepOf(more);
  const clipValue = 0.02;
  const clipped = await stepOf({ ...more, optimiser: { ...optimiser, clipValue } });

  const clip = (move: number) => Math.min(clipValue, Math.max(-clipValue, move));
  let [held, squares] = [0, 0];
  for (const [name, moves] of plain.moves) {
    moves.forEach((move, i) => {
      expect(Math.abs((clipped.moves.get(name)?.[i] ?? 1) - clip(move)), name).toBeLessThan(1e-6);
      if (Math.abs(move) > clipValue) held += 1;
      squares += clip(move) ** 2;
    });
  }
  expect(held).toBeGreaterThan(5);
  expect(clipped.gradientNorm).toBeLessThan(plain.gradientNorm);
  expect(clipped.gradientNorm).toBeCloseTo(Math.sqrt(squares), 4);
});

test("clipping by value comes before clipping by norm", async () => {
  const both = await stepOf({ optimiser: { ...optimiser, clipValue: 0.02, clipNorm: 0.01 } });
  const byValue = await stepOf({ optimiser: { ...optimiser, clipValue: 0.02 } });
  const factor = 0.01 / byValue.gradientNorm;

  expect(both.gradientNorm).toBeCloseTo(byValue.gradientNorm, 6);
  for (const [name, moves] of byValue.moves) {
    moves.forEach((move, i) => {
      const found = both.moves.get(name)?.[i] ?? 1;
      expect(Math.abs(found - factor * move), name).toBeLessThan(1e-6);
    });
  }
});

test("clips the norm of each gradient by itself", async () => {
  const plain = await stepOf({});
  const clipNorm = 0.1;
  const found = await stepOf({ optimiser: { ...optimiser, clipNorm, clipsEachNorm: true } });
  const factors = [...plain.moves].map(([name, moves]) => {
    const norm = Math.sqrt(moves.reduce((sum, move) => sum + move ** 2, 0));
    const factor = Math.min(1, clipNorm / norm);
    moves.forEach((move, i) => {
      const clipped = found.moves.get(name)?.[i] ?? 1;
      expect(Math.abs(clipped - factor * move), name).toBeLessThan(1e-6);
    });
    return factor;
  });

  // Some are held and some are not.
  expect(Math.min(...factors)).toBeLessThan(0.9);
  expect(Math.max(...factors)).toBe(1);
});

test("a limit that nothing reaches changes no bit", async () => {
  const plain = await stepOf({});

  expect(await stepOf({ optimiser: { ...optimiser, clipValue: 1e6 } })).toEqual(plain);
});

test("a linear probe trains one dense layer on pooled features and nothing else", async () => {
  const probe = { head: { ...head, kind: "linear" as const }, freezesEncoder: true };
  const trainer = await make({ ...probe, unet: { ...unet, norm: "batch" } });
  const before = await trainer.network.weights.read();
  await trainer.submit({ images, labels, learningRate: 1 }).read();
  const after = await trainer.network.weights.read();

  const changed = [...before.keys()].filter(
    (name) => after.get(name)?.join() !== before.get(name)?.join(),
  );
  trainer.network.weights.write(
    new Map([
      ["head.fc.weight", new Float32Array(3 * 8)],
      ["head.fc.bias", Float32Array.of(1, 2, 3)],
    ]),
  );
  const logits = await trainer.evaluation.logits(images, batch);
  await trainer.destroy();

  expect(changed.sort()).toEqual(["head.fc.bias", "head.fc.weight"]);
  expect([...logits]).toEqual([1, 2, 3, 1, 2, 3]);
});
