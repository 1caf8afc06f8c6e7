// Networks: programs that cannot be compiled are not kept, classifiers' questions are refused by others.
import { openDawn } from "@pleura/dawn";
import { applyOp1, type Device, input, type Op, openDevice } from "@pleura/engine";
import { relu } from "@pleura/kernels";
import { randomNumbers } from "@pleura/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeCheckpoint } from "../checkpoint/checkpoint.ts";
import { scoreCam } from "../explain/score-cam.ts";
import { presets } from "../presets.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { initialise } from "../weights/initialise.ts";
import { WeightStore } from "../weights/weight-store.ts";
import { loadNetwork } from "./load-network.ts";
import { Network } from "./network.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

const unet = { ...presets.demo.unet, levels: 2, width: 2 };

const open = () =>
  new Network(
    device,
    { kind: "pretext", unet, size: 8 },
    new WeightStore(device, describeWeights(unet), 1),
    2,
  );

const broken: Op<null> = {
  name: "broken",
  infer: (inputs) => inputs,
  elementwise: { expression: () => "no_such_function(a)", flops: 1 },
};

test("tries again what could not be compiled, and can be destroyed after it", async () => {
  const before = device.liveBuffers;
  const network = open();
  const x = input("x", [4]);

  const refused = network.program("answer", () => ({ y: applyOp1(broken, [x], null) }));

  await expect(refused).rejects.toThrow("no_such_function");
  const program = await network.program("answer", () => ({ y: relu(x) }));
  expect((await program.run({ x: Float32Array.of(-1, 2, 3, 4) }))["y"]).toEqual(
    Float32Array.of(0, 2, 3, 4),
  );
  await network.destroy();
  expect(device.liveBuffers).toBe(before);
});

test("frees its weights although a program failed just before", async () => {
  const before = device.liveBuffers;
  const network = open();

  const refused = network.program("answer", () => ({
    y: applyOp1(broken, [input("x", [4])], null),
  }));
  const failed = expect(refused).rejects.toThrow("no_such_function");
  await network.destroy();
  await failed;

  expect(device.liveBuffers).toBe(before);
});

test("refuses to classify or explain with a model that restores", async () => {
  const network = open();

  await expect(network.logits(new Float32Array(64), 1)).rejects.toThrow(
    "logits: the model must be a classifier, but it restores images. Use a model that was fine-tuned.",
  );
  await expect(scoreCam(network, new Float32Array(64), { score: "logit" })).rejects.toThrow(
    "explain: the model must be a classifier, but it restores images. Use a model that was fine-tuned.",
  );
  await network.destroy();
});

test("averages the bottleneck's channels over each image, whatever the batch", async () => {
  const head = { kind: "gap", hidden: 4, dropout: 0 } as const;
  const weights = () => new WeightStore(device, describeWeights(unet, head), 1);
  const model = { kind: "classifier", unet, head, size: 8 } as const;
  const [byTwo, byThree] = [2, 3].map((batch) => new Network(device, model, weights(), batch));
  const images = randomNumbers(3 * 64, 5, 0, 1);

  const features = await byTwo?.features(images, 3);

  expect(features).toHaveLength(3 * 4);
  expect(await byThree?.features(images, 3)).toEqual(features);
  // A film of another brightness has other features, the same film the same ones.
  const twice = new Float32Array(128);
  twice.set(images.subarray(64, 128));
  twice.set(images.subarray(64, 128), 64);
  const [first, second] = [0, 4].map((at) => features?.subarray(at, at + 4));
  const alike = await byTwo?.features(twice, 2);
  expect(alike).toEqual(Float32Array.of(...(second ?? []), ...(second ?? [])));
  expect(first).not.toEqual(second);
  for (const network of [byTwo, byThree]) await network?.destroy();
});

test("loads exactly the values of a checkpoint", async () => {
  const specs = describeWeights(unet);
  const values = new Map([...specs].map(([name, spec]) => [name, initialise(spec, 7)]));
  const tensors = new Map(
    [...specs].map(([name, { shape }]) => [
      name,
      { shape, values: values.get(name) ?? new Float32Array() },
    ]),
  );
  const bytes = writeCheckpoint({ model: { kind: "pretext", unet, size: 8 }, tensors, extra: {} });

  const { network } = loadNetwork(device, bytes, 1);

  expect(await network.weights.read()).toEqual(values);
  await network.destroy();
});

test("makes a store from given values only when every weight is among them", () => {
  const before = device.liveBuffers;
  const specs = describeWeights(unet);
  const values = new Map([...specs].map(([name, spec]) => [name, initialise(spec, 7)]));
  values.delete("output.bias");

  expect(() => new WeightStore(device, specs, values)).toThrow(
    'weights: "output.bias" must be given, but it is missing. Give values of the same architecture.',
  );
  expect(device.liveBuffers).toBe(before);
});
