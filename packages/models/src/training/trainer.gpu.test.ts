// Trainers: the same bits every time, exact resume, safe stops, frozen layers, refusals.
import { openDawn } from "@pleura/dawn";
import { type Device, isEngineError, openDevice } from "@pleura/engine";
import { randomNumbers } from "@pleura/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCheckpoint } from "../checkpoint/checkpoint.ts";
import { isModelError } from "../model-error.ts";
import type { UnetConfig } from "../unet/config.ts";
import { kerasAdam } from "./optimiser.ts";
import { type StepResult, Trainer, type TrainerOptions, type TrainFeed } from "./trainer.ts";

const unet: UnetConfig = {
  inChannels: 1,
  levels: 3,
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
const batch = 2;
const size = 16;

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

const make = (options: Partial<TrainerOptions> = {}) =>
  Trainer.create({
    device,
    task: "classify",
    unet,
    head,
    size,
    batch,
    seed: 5,
    optimiser: { ...kerasAdam, clipNorm: 1 },
    ...options,
  });

const feedAt = (step: number): TrainFeed => ({
  images: randomNumbers(batch * size * size, step + 1, 0, 1),
  targets: randomNumbers(batch * size * size, step + 101, 0, 1),
  labels: Uint32Array.of(step % 3, (step + 1) % 3),
  learningRate: 1e-3,
});

async function train(trainer: Trainer, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    losses.push((await trainer.submit(feedAt(trainer.step)).read()).loss);
  }
  return losses;
}

test.each(["restore", "classify"] as const)(
  "gives the same file for the same seed (%s)",
  async (task) => {
    const first = await make({ task });
    const second = await make({ task });
    const other = await make({ task, seed: 6 });

    const losses = await train(first, 4);
    const again = await train(second, 4);
    await train(other, 4);

    expect(again).toEqual(losses);
    expect(await second.checkpoint()).toEqual(await first.checkpoint());
    expect(await other.checkpoint()).not.toEqual(await first.checkpoint());
    for (const trainer of [first, second, other]) await trainer.destroy();
  },
);

test.each([1, 3])("continues after step %i with the bits of an uninterrupted run", async (stop) => {
  const straight = await make();
  await train(straight, 5);
  const interrupted = await make();
  await train(interrupted, stop);
  const saved = await interrupted.checkpoint({ epoch: "1" });

  const resumed = await make({ seed: 5 });
  const extra = resumed.load(saved);
  await train(resumed, 5 - stop);

  expect(extra).toEqual({ epoch: "1", step: `${stop}` });
  expect(await resumed.checkpoint()).toEqual(await straight.checkpoint());
  for (const trainer of [straight, interrupted, resumed]) await trainer.destroy();
});

test.each(["restore", "classify"] as const)(
  "computes blocks again with the bits of the plain step (%s)",
  async (task) => {
    const recomputes = ["encoder.0", "encoder.1", "bottleneck", "decoder.1", "decoder.0", "logits"];
    const plain = await make({ task });
    const again = await make({ task, recomputes });

    const losses = await train(plain, 3);
    const same = await train(again, 3);

    expect(same).toEqual(losses);
    expect(await again.checkpoint()).toEqual(await plain.checkpoint());
    expect(again.plan.flops).toBeGreaterThan(1.2 * plain.plan.flops);
    for (const trainer of [plain, again]) await trainer.destroy();
  },
);

/** Losses and weights after steps of four images each, in micro-batches of some of them. */
async function inMicroBatches(microBatch: number, options: Partial<TrainerOptions> = {}) {
  const trainer = await make({ batch: 4, microBatch, ...options });
  const results: StepResult[] = [];
  for (let step = 0; step < 3; step++) {
    const images = randomNumbers(4 * size * size, step + 1, 0, 1);
    const targets = randomNumbers(4 * size * size, step + 101, 0, 1);
    const feed = { images, targets, labels: Uint32Array.of(0, 1, 2, 0), learningRate: 1e-3 };
    results.push(await trainer.submit(feed).read());
  }
  const weights = await trainer.network.weights.read();
  await trainer.destroy();
  return { results, weights };
}

test.each(["restore", "classify"] as const)(
  "gives the loss, norm and weights of the whole batch in micro-batches (%s)",
  async (task) => {
    // Without batch statistics and dropout every image's gradient is its own.
    const plain = {
      task,
      unet: { ...unet, norm: "none" as const, attention: "scalar_gate" as const, dropout: 0 },
      head: { ...head, dropout: 0 },
      // Descent moves weights in proportion to gradients; Adam would enlarge rounding errors.
      optimiser: { ...kerasAdam, kind: "sgd" as const, clipNorm: 1 },
    };
    const before = device.liveBuffers;

    const whole = await inMicroBatches(4, plain);
    const micro = await inMicroBatches(1, plain);

    micro.results.forEach(({ loss, gradientNorm }, step) => {
      expect(loss).toBeCloseTo(whole.results[step]?.loss ?? Number.NaN, 5);
      expect(gradientNorm / (whole.results[step]?.gradientNorm ?? Number.NaN)).toBeCloseTo(1, 4);
    });
    for (const [name, numbers] of whole.weights) {
      const difference = Math.max(
        ...numbers.map((value, i) =>
          Math.abs(value - (micro.weights.get(name)?.[i] ?? Number.NaN)),
        ),
      );
      expect(difference, name).toBeLessThan(1e-6);
    }
    expect(device.liveBuffers).toBe(before);
  },
);

test("gives the whole batch's loss and weights in micro-batches with class weights too", async () => {
  const plain = {
    task: "classify" as const,
    unet: { ...unet, norm: "none" as const, attention: "none" as const, dropout: 0 },
    head: { ...head, dropout: 0 },
    optimiser: { ...kerasAdam, kind: "sgd" as const },
    classWeights: [3, 1, 0.25],
  };

  const whole = await inMicroBatches(4, plain);
  const micro = await inMicroBatches(1, plain);

  micro.results.forEach(({ loss }, step) => {
    expect(loss).toBeCloseTo(whole.results[step]?.loss ?? Number.NaN, 5);
  });
  for (const [name, numbers] of whole.weights) {
    const found = micro.weights.get(name) ?? [];
    const difference = numbers.map((value, i) => Math.abs(value - (found[i] ?? Number.NaN)));
    expect(Math.max(...difference), name).toBeLessThan(1e-6);
  }
});

test("continues a run in micro-batches with the bits of an uninterrupted one", async () => {
  const options = { microBatch: 1 };
  const straight = await make(options);
  await train(straight, 4);
  const interrupted = await make(options);
  await train(interrupted, 2);
  const resumed = await make(options);
  resumed.load(await interrupted.checkpoint());
  await train(resumed, 2);

  expect(await resumed.checkpoint()).toEqual(await straight.checkpoint());
  for (const trainer of [straight, interrupted, resumed]) await trainer.destroy();
});

test("leaves weights alone and names the pixel when one micro-batch is not finite", async () => {
  const trainer = await make({ microBatch: 1 });
  await train(trainer, 1);
  const before = await trainer.network.weights.read();
  const feed = feedAt(1);
  feed.images[7] = Number.NaN;

  const bad = await trainer.submit(feed).read();
  const name = await trainer.nameNonFinite(feed);
  const after = await trainer.network.weights.read();
  const good = await trainer.submit(feedAt(2)).read();

  expect(bad.loss).toBeNaN();
  expect(name).toBe('input "images"');
  for (const { name: weight } of trainer.network.weights.parameters) {
    expect(after.get(weight), weight).toEqual(before.get(weight));
  }
  expect(Number.isFinite(good.loss) && Number.isFinite(good.gradientNorm)).toBe(true);
  await trainer.destroy();
});

test("refuses a micro-batch that does not divide the batch", async () => {
  await expect(make({ batch: 8, microBatch: 3 })).rejects.toThrow(
    'trainer: "microBatch" must divide the batch of 8, but it is 3. Give one of 1, 2, 4, 8.',
  );
});

test("draws another dropout mask at each step", async () => {
  const trainer = await make({ optimiser: { ...kerasAdam } });
  const feed = { ...feedAt(0), learningRate: 0 };

  const first = await trainer.submit(feed).read();
  const second = await trainer.submit(feed).read();

  expect(first.loss).not.toBe(second.loss);
  await trainer.destroy();
});

test.each(["adam", "adamw", "sgd"] as const)(
  "lowers the loss of one batch with %s",
  async (kind) => {
    const trainer = await make({
      unet: { ...unet, dropout: 0 },
      head: { ...head, dropout: 0 },
      optimiser: { ...kerasAdam, kind, weightDecay: 1e-4, clipNorm: 1 },
    });
    const feed = { ...feedAt(0), learningRate: kind === "sgd" ? 0.1 : 1e-2 };

    const first = await trainer.submit(feed).read();
    for (let i = 0; i < 30; i++) await trainer.submit(feed).read();
    const last = await trainer.submit(feed).read();

    expect(last.loss).toBeLessThan(0.5 * first.loss);
    await trainer.destroy();
  },
);

test("stops at a NaN pixel: says where, and leaves every weight as it was", async () => {
  const trainer = await make();
  await train(trainer, 1);
  const before = await trainer.network.weights.read();
  const feed = feedAt(1);
  feed.images[7] = Number.NaN;

  const result = await trainer.submit(feed).read();

  expect(Number.isFinite(result.loss) && Number.isFinite(result.gradientNorm)).toBe(false);
  expect(await trainer.nameNonFinite(feed)).toBe('input "images"');
  for (const { name } of trainer.network.weights.parameters) {
    expect((await trainer.network.weights.read()).get(name), name).toEqual(before.get(name));
  }
  await trainer.destroy();
});

test.each(["none", "batch", "group"] as const)(
  "stops at a NaN weight and names it (norm %s)",
  async (norm) => {
    const trainer = await make({ unet: { ...unet, norm, attention: "none" } });
    const name = "encoder.1.conv1.weight";
    const values = (await trainer.network.weights.read()).get(name) as Float32Array;
    values[3] = Number.NaN;
    trainer.network.weights.write(new Map([[name, values]]));

    const result = await trainer.submit(feedAt(0)).read();

    expect(result.loss).toBeNaN();
    expect(await trainer.nameNonFinite(feedAt(0))).toBe(`variable "${name}"`);
    await trainer.destroy();
  },
);

test("names a weight that is not finite", async () => {
  const trainer = await make();
  const bias = "bottleneck.conv1.bias";
  trainer.network.weights.write(
    new Map([[bias, new Float32Array(16).fill(Number.POSITIVE_INFINITY)]]),
  );

  expect(await trainer.nameNonFinite(feedAt(0))).toBe(`variable "${bias}"`);
  await trainer.destroy();
});

test("leaves a frozen encoder's weights and running statistics alone and trains the head", async () => {
  const trainer = await make({ freezesEncoder: true });
  const before = await trainer.network.weights.read();

  await train(trainer, 2);

  const after = await trainer.network.weights.read();
  for (const { name, kind } of trainer.network.weights.specs.values()) {
    const isSame = JSON.stringify(after.get(name)) === JSON.stringify(before.get(name));
    expect(isSame, `${kind} ${name}`).toBe(!name.startsWith("head."));
  }
  await trainer.destroy();
});

test("draws no dropout in a frozen encoder", async () => {
  const trainer = await make({ freezesEncoder: true, head: { ...head, dropout: 0 } });
  const feed = { ...feedAt(0), learningRate: 0 };

  const first = await trainer.submit(feed).read();
  const second = await trainer.submit(feed).read();

  expect(second.loss).toBe(first.loss);
  await trainer.destroy();
});

test("moves the encoder less with a smaller rate", async () => {
  const distance = async (encoderRate: number) => {
    const trainer = await make({ encoderRate });
    const name = "encoder.0.conv1.weight";
    const before = (await trainer.network.weights.read()).get(name) as Float32Array;
    await train(trainer, 1);
    const after = (await trainer.network.weights.read()).get(name) as Float32Array;
    await trainer.destroy();
    return Math.max(...after.map((value, i) => Math.abs(value - (before[i] as number))));
  };

  const [slow, fast] = [await distance(0.1), await distance(0.999)];

  expect(slow).toBeGreaterThan(0);
  expect(slow / fast).toBeCloseTo(0.1, 2);
});

test("starts a classifier from a pretext checkpoint and refuses another architecture", async () => {
  const pretext = await make({ task: "restore" });
  await train(pretext, 1);
  const bytes = await pretext.checkpoint();
  const classifier = await make();
  const wider = await make({ unet: { ...unet, width: 8 } });

  const copied = classifier.loadEncoder(bytes);

  const name = "bottleneck.conv2.weight";
  const stored = readCheckpoint(bytes).tensors.get(name)?.values;
  expect((await classifier.network.weights.read()).get(name)).toEqual(stored);
  expect(copied).toBeGreaterThan(20);
  expect(() => wider.loadEncoder(bytes)).toThrow(
    'checkpoint: "encoder.0.conv1.weight" must have the shape [8, 1, 3, 3], but it has [4, 1, 3, 3]. ' +
      "Fine-tune with the preset of the pretext run (width 4, 3 levels, attention cbam).",
  );
  for (const trainer of [pretext, classifier, wider]) await trainer.destroy();
});

test.each([
  ["attention", { attention: "none" }, "bottleneck.attention.channel.fc1.bias"],
  ["norm", { norm: "group" }, "bottleneck.norm1.running_mean"],
  ["places", { places: ["encoder.0", "encoder.1"] }, "bottleneck.attention.channel.fc1.bias"],
] as const)("refuses to drop trained encoder weights of another %s", async (_, change, unused) => {
  const pretext = await make({ task: "restore" });
  const classifier = await make({ unet: { ...unet, ...change } });
  const bytes = await pretext.checkpoint();

  expect(() => classifier.loadEncoder(bytes)).toThrow(
    `checkpoint: every encoder weight must have its place in the classifier, but "${unused}" has none. ` +
      "Fine-tune with the pretext run's norm (batch), attention (cbam) and places.",
  );
  for (const trainer of [pretext, classifier]) await trainer.destroy();
});

test("refuses to save a state that is not finite, and names the variable", async () => {
  const trainer = await make();
  const bias = "bottleneck.conv1.bias";
  trainer.network.weights.write(new Map([[bias, new Float32Array(16).fill(Number.NaN)]]));

  await expect(trainer.checkpoint()).rejects.toThrow(
    `checkpoint: every value must be finite to be saved, but "${bias}" has NaN or infinity. ` +
      "Lower the learning rate or clip the gradient; earlier checkpoints are untouched.",
  );
  await trainer.destroy();
});

test("refuses to resume a run of another kind", async () => {
  const pretext = await make({ task: "restore" });
  const classifier = await make();

  let failure: unknown;
  try {
    classifier.load(await pretext.checkpoint());
  } catch (error) {
    failure = error;
  }

  expect(isModelError(failure, "kind")).toBe(true);
  expect((failure as Error).message).toContain('"kind" must be "classifier", but it is "pretext"');
  for (const trainer of [pretext, classifier]) await trainer.destroy();
});

test("frees every buffer", async () => {
  const before = device.liveBuffers;
  const trainer = await make();
  await train(trainer, 1);
  await trainer.network.logits(feedAt(0).images, 2);

  await trainer.destroy();

  expect(device.liveBuffers).toBe(before);
});

test("restores grey images from three channels", async () => {
  const trainer = await make({ task: "restore", unet: { ...unet, inChannels: 3 } });
  const feed = feedAt(0);
  const images = new Float32Array(3 * feed.images.length);
  const plane = size * size;
  // Each image thrice, as the paper's code feeds grey films.
  for (let i = 0; i < 3 * batch; i++) {
    const image = Math.floor(i / 3) * plane;
    images.set(feed.images.subarray(image, image + plane), i * plane);
  }

  const { loss } = await trainer.submit({ ...feed, images }).read();
  const same = await trainer.network.restoration(images, feed.images, batch);

  expect(Number.isFinite(loss)).toBe(true);
  expect(same.restored.length).toBe(batch * plane);
  for (const value of same.ssimBefore) expect(value).toBeCloseTo(1, 5);
  await trainer.destroy();
});

test("counts no step that it refuses", async () => {
  const trainer = await make();
  const { labels: _, ...unlabelled } = feedAt(0);

  expect(() => trainer.submit(unlabelled)).toThrow('"labels"');
  expect(trainer.step).toBe(0);
  trainer.submit(feedAt(0));
  expect(trainer.step).toBe(1);
  await trainer.destroy();
});

test("frees what it made when the step does not fit the budget", async () => {
  const before = device.liveBuffers;

  const refused = make({ memoryBudgetBytes: 1000 });

  await expect(refused).rejects.toSatisfy((error) => isEngineError(error, "limit"));
  expect(device.liveBuffers).toBe(before);
});

test("refuses to classify without a head", async () => {
  const { head: _, ...headless } = { device, task: "classify" as const, unet, head, size, batch };

  const refused = Trainer.create({ ...headless, seed: 5, optimiser: kerasAdam });

  await expect(refused).rejects.toThrow(
    'trainer: "head" must be given to classify, but it is missing. Give the preset\'s head.',
  );
});
