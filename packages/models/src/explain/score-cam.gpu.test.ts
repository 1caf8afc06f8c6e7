// Score-CAM: the memory it takes, the maps on the way, when it stops, and the layers it refuses.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { randomNumbers } from "@pleura/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Network } from "../inference/network.ts";
import { isModelError } from "../model-error.ts";
import { presets } from "../presets.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { WeightStore } from "../weights/weight-store.ts";
import { reluWeightedSum, scaleToUnit } from "./combine-maps.ts";
import { defaultLayer, upsampler } from "./layer-maps.ts";
import { mostPartialMaps, type ScoreCamProgress, scoreCam } from "./score-cam.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

const unet = { ...presets.demo.unet, levels: 2, width: 4 };
const head = { kind: "gap", hidden: 8, dropout: 0 } as const;
const image = randomNumbers(16 * 16, 3, 0, 1);

const open = (batch: number) =>
  new Network(
    device,
    { kind: "classifier", unet, head, size: 16 },
    new WeightStore(device, describeWeights(unet, head), 1),
    batch,
  );

test("masks one batch of images at a time and gives the same maps with any batch", async () => {
  const [small, large] = [open(3), open(8)];
  const asked = vi.spyOn(small, "logits");

  const byThree = await scoreCam(small, image, { score: "logit" });
  const byEight = await scoreCam(large, image, { score: "logit" });

  expect(asked.mock.calls.every(([, n]) => n <= 3)).toBe(true);
  expect(byThree).toEqual(byEight);
  for (const network of [small, large]) await network.destroy();
});

test("explains the asked classes in their order, from another layer too", async () => {
  const network = open(4);

  const all = await scoreCam(network, image, { score: "probability", layer: "encoder.0" });
  const some = await scoreCam(network, image, {
    score: "probability",
    layer: "encoder.0",
    classes: [2, 0],
  });

  expect(some.classes).toEqual([all.classes[2], all.classes[0]]);
  await network.destroy();
});

/** A classifier with 32 channels at its bottleneck. */
const openWide = (batch: number) => {
  const wide = { ...unet, width: 16 };
  const weights = new WeightStore(device, describeWeights(wide, head), 1);
  return new Network(device, { kind: "classifier", unet: wide, head, size: 16 }, weights, batch);
};

test("tells of the maps by the channels so far, and ends with the maps it would end with anyway", async () => {
  const network = openWide(8);
  const told: ScoreCamProgress[] = [];

  const silent = await scoreCam(network, image, { score: "logit", classes: [1, 2] });
  const found = await scoreCam(network, image, {
    ...{ score: "logit", classes: [1, 2] },
    onProgress: (progress) => told.push(progress),
  });

  expect(found).toEqual(silent);
  const used = [...(found.classes[0]?.weights ?? [])].filter((weight) => weight > 0).length;
  expect(told.length).toBe(Math.ceil(used / 8) - 1);
  expect(told.every(({ done, total }) => done % 8 === 0 || used < total)).toBe(true);
  expect(told.every(({ total }) => total === 32)).toBe(true);
  // A partial map is the final one without the channels that were not scored yet.
  const program = await network.program(`activations ${defaultLayer}`, () => ({}));
  const images = new Float32Array(8 * image.length);
  images.set(image);
  const { activations } = await program.run({ images });
  const enlarge = await upsampler(network, 8, 8);
  const { done, classes } = told.at(-1) as ScoreCamProgress;
  for (const [at, { classIndex, map }] of classes.entries()) {
    const all = found.classes[at]?.weights ?? new Float64Array();
    const weights = all.map((weight, channel) => (channel < done ? weight : 0));
    const low = new Float32Array(8 * 64);
    low.set(reluWeightedSum((activations as Float32Array).subarray(0, 32 * 64), weights, 64));
    const expected = ((await enlarge.run({ maps: low }))["maps"] as Float32Array).slice(0, 256);
    scaleToUnit(expected);
    expect(classIndex).toBe(found.classes[at]?.classIndex);
    expect(
      Math.max(...map.map((value, i) => Math.abs(value - (expected[i] as number)))),
    ).toBeLessThan(1e-5);
    expect(map).not.toEqual(found.classes[at]?.map);
  }
  await network.destroy();
});

test("tells of few maps although each batch has one mask", async () => {
  const network = openWide(1);
  const onProgress = vi.fn();

  await scoreCam(network, image, { score: "probability", onProgress });

  expect(onProgress.mock.calls.length).toBeGreaterThan(8);
  expect(onProgress.mock.calls.length).toBeLessThanOrEqual(mostPartialMaps);
  await network.destroy();
});

test("stops between batches when it is cancelled, and can be asked again", async () => {
  const network = openWide(4);
  const cancel = new AbortController();
  const onProgress = vi.fn(() => cancel.abort(new Error("another image was chosen")));
  const { signal } = cancel;

  const stopped = scoreCam(network, image, { score: "logit", onProgress, signal });

  await expect(stopped).rejects.toThrow("another image was chosen");
  expect(onProgress).toHaveBeenCalledTimes(1);
  const asked = vi.spyOn(network, "logits");
  await expect(scoreCam(network, image, { score: "logit", signal })).rejects.toThrow("another");
  expect(asked).not.toHaveBeenCalled();
  const whole = await scoreCam(network, image, { score: "logit" });
  expect(whole.classes).toHaveLength(3);
  await network.destroy();
});

test("refuses a layer that the model does not have, and can be asked again", async () => {
  const network = open(2);

  const refused = scoreCam(network, image, { score: "logit", layer: "decoder.0" });

  await expect(refused).rejects.toSatisfy((error) => isModelError(error, "config"));
  await expect(refused).rejects.toThrow(
    "explain: the layer must be one of encoder.0, bottleneck, " +
      'but "decoder.0" was given. Choose one of them.',
  );
  await network.destroy();
});
