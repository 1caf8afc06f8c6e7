// Score-CAM: the memory it takes, whatever the number of channels, and the layers it refuses.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice } from "@pleura/engine";
import { randomNumbers } from "@pleura/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Network } from "../inference/network.ts";
import { isModelError } from "../model-error.ts";
import { presets } from "../presets.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { WeightStore } from "../weights/weight-store.ts";
import { scoreCam } from "./score-cam.ts";

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
