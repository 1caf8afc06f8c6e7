// The whole UNet-CBAM equals PyTorch: every block, the loss, all gradients, three Adam steps.
import { openDawn } from "@pleura/dawn";
import { type Device, input, openDevice } from "@pleura/engine";
import { kerasAdam, Network, restorationLoss, Trainer, unet } from "@pleura/models";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goldenTolerance } from "./golden.ts";
import {
  golden,
  goldenWeights,
  namesOver,
  readModelGolden,
  runPass,
  underPrefix,
  unetConfigOf,
} from "./model-golden.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

describe.each(["cbam-none", "scalar-gate-batch", "cbam-group"])("%s", (name) => {
  const file = readModelGolden(`unet/${name}`);
  const config = unetConfigOf(file);
  const { dataRange } = file.facts["config"] as { dataRange: number };
  const loss = { kind: "ssim", ssimRange: dataRange, l1Weight: 0 } as const;
  const zeroGradients = new Set(file.facts["zeroGradients"] as string[]);
  const images = golden(file, "x");
  const targets = golden(file, "target");

  test("gives every block, the loss and all gradients", async () => {
    const store = goldenWeights(device, file, config);

    const pass = await runPass(device, store, { images, targets }, (context) => {
      const restored = unet(context, input("images", [2, 1, 32, 32]), config);
      return restorationLoss(restored, input("targets", [2, 1, 32, 32]), loss);
    });
    store.destroy();

    expect(pass.loss).toBeCloseTo(golden(file, "loss")[0] as number, 5);
    expect(namesOver(goldenTolerance.value, pass.blocks, underPrefix(file, "out"))).toEqual([]);
    const grads = underPrefix(file, "grads");
    expect(namesOver(goldenTolerance.gradient, pass.gradients, grads, zeroGradients)).toEqual([]);
    // Biases before a normalisation have no effect: their gradient is rounding noise around zero.
    for (const bias of zeroGradients) {
      const most = Math.max(...(pass.gradients.get(bias) ?? [Number.NaN]).map(Math.abs));
      expect(most, bias).toBeLessThan(1e-6);
    }
  });

  test("trains three Adam steps to the same weights and losses", async () => {
    const trainer = await Trainer.create({
      device,
      task: "restore",
      unet: config,
      size: 32,
      batch: 2,
      seed: 0,
      optimiser: kerasAdam,
      restorationLoss: loss,
    });
    trainer.network.weights.write(underPrefix(file, "weights"));

    const losses: number[] = [];
    for (let step = 0; step < 3; step++) {
      const result = await trainer.submit({ images, targets, learningRate: 1e-3 }).read();
      losses.push(result.loss);
    }

    const expected = golden(file, "losses");
    losses.forEach((value, step) => {
      expect(Math.abs(value - (expected[step] as number)) / value).toBeLessThan(1e-4);
    });
    const after = underPrefix(file, "after");
    const values = await trainer.network.weights.read();
    // Adam turns the noise of a zero gradient into whole steps: those biases, and the running means
    // that follow them, are compared by the size of the steps taken.
    const isNoisy = (weight: string) =>
      zeroGradients.has(weight) || weight.includes("running_mean");
    const noisy = new Set([...after.keys()].filter((w) => zeroGradients.size > 0 && isNoisy(w)));
    expect(namesOver(goldenTolerance.gradient, values, after, noisy)).toEqual([]);
    for (const weight of noisy) {
      const want = after.get(weight) as Float32Array;
      const got = values.get(weight) as Float32Array;
      const most = Math.max(...got.map((value, i) => Math.abs(value - (want[i] as number))));
      expect(most, weight).toBeLessThan(6.1e-3);
    }
    await trainer.destroy();
  });

  test("restores the same image in eval mode", async () => {
    const store = goldenWeights(device, file, config);
    const network = new Network(device, { kind: "pretext", unet: config, size: 32 }, store, 2);

    const output = await network.restore(images, 2);

    const expected = underPrefix(file, "eval");
    expect(namesOver(goldenTolerance.value, new Map([["output", output]]), expected)).toEqual([]);
    await network.destroy();
  });
});
