// Cascading randomisation: which weights change when, that the network stays, and how maps are compared.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { randomNumbers } from "@pleura/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Network } from "../inference/network.ts";
import { isModelError } from "../model-error.ts";
import { presets } from "../presets.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { initialise } from "../weights/initialise.ts";
import { WeightStore } from "../weights/weight-store.ts";
import { gradCam } from "./grad-cam.ts";
import {
  cascadeRandomWeights,
  mapSimilarities,
  randomisationSeed,
  randomisationStages,
} from "./randomised-weights.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

const unet = { ...presets.demo.unet, levels: 3, width: 2, norm: "batch" } as const;
const head = { kind: "gap", hidden: 4, dropout: 0 } as const;
const specs = describeWeights(unet, head);

const open = () =>
  new Network(
    device,
    { kind: "classifier", unet, head, size: 16 },
    new WeightStore(device, specs, 1),
    2,
  );

test("goes from the head to the input through every weight", () => {
  const stages = randomisationStages(specs);

  expect(stages.map(({ part }) => part)).toEqual(["head", "bottleneck", "encoder.1", "encoder.0"]);
  expect(stages.flatMap(({ weights }) => weights).toSorted()).toEqual([...specs.keys()].toSorted());
});

test("randomises a copy part by part, leaves the network as it is, and frees the copy", async () => {
  const network = open();
  const before = await network.weights.read();
  const live = device.liveBuffers;
  const changed: string[][] = [];

  await cascadeRandomWeights(network, 1, async (copy) => {
    const now = await copy.weights.read();
    const names = [...now.keys()].filter((name) => {
      const [a, b] = [now.get(name), before.get(name)];
      return a?.some((value, at) => value !== b?.[at]);
    });
    changed.push([...new Set(names.map((name) => name.replace(/^(encoder\.\d|\w+).*/, "$1")))]);
    if (changed.length < 4) return;
    const wanted = [...specs].map(([name, spec]) => [name, initialise(spec, randomisationSeed(1))]);
    expect(Object.fromEntries(now)).toEqual(Object.fromEntries(wanted));
  });

  // The network's own weights were first values too, so constants (biases, statistics) look unchanged.
  expect(changed.map((parts) => parts.toSorted())).toEqual([
    ["head"],
    ["bottleneck", "head"],
    ["bottleneck", "encoder.1", "head"],
    ["bottleneck", "encoder.0", "encoder.1", "head"],
  ]);
  expect(await network.weights.read()).toEqual(before);
  expect(device.liveBuffers).toBe(live);
  await network.destroy();
});

test("frees the copy when a visit fails", async () => {
  const network = open();
  const live = device.liveBuffers;

  const failed = cascadeRandomWeights(network, 1, async () => {
    throw new RangeError("stop here");
  });

  await expect(failed).rejects.toThrow("stop here");
  expect(device.liveBuffers).toBe(live);
  await network.destroy();
});

test("compares maps: the same, unlike, reversed and flat ones", async () => {
  const network = open();
  const map = randomNumbers(256, 5, 0, 1);
  const other = randomNumbers(256, 6, 0, 1);
  const flat = new Float32Array(256);

  const [same, unlike, reversed, oneFlat, bothFlat] = await mapSimilarities(
    network,
    [map, map, map, map, flat],
    [map, other, map.map((value) => 1 - value), flat, flat],
  );

  expect(same?.spearman).toBeCloseTo(1, 9);
  expect(same?.ssim).toBeCloseTo(1, 5);
  expect(Math.abs(unlike?.spearman as number)).toBeLessThan(0.2);
  expect(unlike?.ssim).toBeLessThan(0.5);
  expect(reversed?.spearman).toBeLessThan(-0.999);
  expect(oneFlat?.spearman).toBe(0);
  expect(bothFlat?.spearman).toBe(1);
  await network.destroy();
});

test("Grad-CAM refuses a layer that the model does not have and a model that restores", async () => {
  const network = open();

  const refused = gradCam(network, new Float32Array(256), [0], "decoder.0");

  await expect(refused).rejects.toSatisfy((error) => isModelError(error, "config"));
  await expect(refused).rejects.toThrow(
    "explain: the layer must be one of encoder.0, encoder.1, bottleneck, " +
      'but "decoder.0" was given. Choose one of them.',
  );
  await network.destroy();
  const restores = new Network(
    device,
    { kind: "pretext", unet, size: 16 },
    new WeightStore(device, describeWeights(unet), 1),
    2,
  );
  await expect(gradCam(restores, new Float32Array(256), [0])).rejects.toThrow(
    "explain: the model must be a classifier, but it restores images. Use a model that was fine-tuned.",
  );
  await restores.destroy();
});
