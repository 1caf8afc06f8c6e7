// Batches too large for one binding: the split step gives what the whole one gives.
import { openDawn } from "@pleura/dawn";
import {
  type Device,
  gradients,
  input,
  openDevice,
  type Plan,
  Program,
  plan,
  type Results,
  type Tensor,
} from "@pleura/engine";
import { randomNumbers } from "@pleura/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { UnetConfig } from "../unet/config.ts";
import { unet } from "../unet/unet.ts";
import { BuildContext } from "../weights/build-context.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { initialise } from "../weights/initialise.ts";
import { restorationLoss } from "./loss.ts";

const batch = 5;
const size = 32;
const counter = input("counter", [2], "u32");
const base: UnetConfig = {
  inChannels: 1,
  levels: 2,
  width: 4,
  norm: "none",
  attention: "cbam",
  reduction: 4,
  spatialKernel: 3,
  places: "all",
  output: "sigmoid",
  dropout: 0.25,
};

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

/** Restored images, loss and every gradient of a network whose weights are inputs. */
function trainingSpec(config: UnetConfig) {
  const context = new BuildContext("train", undefined, counter);
  const restored = unet(context, input("images", [batch, 1, size, size]), config);
  const target = input("targets", [batch, 1, size, size]);
  const loss = restorationLoss(restored, target, { kind: "mse", ssimRange: 1, l1Weight: 0 });
  const weights = [...context.specs.values()].filter(({ kind }) => kind === "parameter");
  const by = weights.map(({ name, shape }) => input(name, shape));
  const found = gradients(loss, by);
  const entries = weights.map(({ name }, index) => [`d ${name}`, found[index] as Tensor] as const);
  return { outputs: { restored, loss, ...Object.fromEntries(entries) } };
}

function feedsOf(config: UnetConfig) {
  const weights = [...describeWeights(config).values()].map(
    (spec) => [spec.name, initialise(spec, 3)] as const,
  );
  return {
    images: randomNumbers(batch * size * size, 1, 0, 1),
    targets: randomNumbers(batch * size * size, 2, 0, 1),
    counter: Uint32Array.of(7, 3),
    ...Object.fromEntries(weights),
  };
}

async function run(made: Plan, config: UnetConfig): Promise<Results<string>> {
  const program = await Program.create(device, made);
  const results = await program.run(feedsOf(config));
  program.destroy();
  return results;
}

const norm = (numbers: ArrayLike<number>) =>
  Math.sqrt(Array.from(numbers).reduce((sum, value) => sum + value * value, 0));

/**
 * ‖a − b‖ / ‖b‖, where a gradient a hundred times smaller than the largest counts as that large: biases before a
 * normalisation have gradients that are rounding errors only.
 */
function distance(a: ArrayLike<number>, b: ArrayLike<number>, largest: number): number {
  const difference = Array.from(b, (value, i) => value - (a[i] ?? Number.NaN));
  return norm(difference) / Math.max(norm(b), 1e-2 * largest);
}

/** One image of the widest map, [1, 8, 32, 32], is 32 KiB; two fit, so that five images are three parts. */
const maxStorageBufferBindingSize = 64 * 1024;

test.each([
  ["the paper's network", base],
  ["group normalisation", { ...base, norm: "group" as const, attention: "none" as const }],
  ["the authors' gate", { ...base, attention: "scalar_gate" as const }],
])("split like whole: %s", async (_, config) => {
  const spec = trainingSpec(config);
  const whole = plan(spec, device.adapter);
  const split = plan(spec, { ...device.adapter, maxStorageBufferBindingSize });
  const most = Math.max(...split.temporaries.map(({ sizeBytes }) => sizeBytes));
  expect(most).toBeLessThanOrEqual(maxStorageBufferBindingSize);
  expect(Math.max(...whole.temporaries.map(({ sizeBytes }) => sizeBytes))).toBeGreaterThan(most);

  const expected = await run(whole, config);
  const found = await run(split, config);

  expect(found["restored"]).toEqual(expected["restored"]);
  expect(found["loss"]).toEqual(expected["loss"]);
  const gradientNames = Object.keys(expected).filter((name) => name.startsWith("d "));
  const largest = Math.max(...gradientNames.map((name) => norm(expected[name] ?? [])));
  for (const name of gradientNames) {
    const error = distance(found[name] ?? [], expected[name] ?? [], largest);
    expect(error, name).toBeLessThan(2e-6);
  }
});

test("refuses a batch normalisation whose batch does not fit", () => {
  const spec = trainingSpec({ ...base, norm: "batch" });

  expect(() => plan(spec, { ...device.adapter, maxStorageBufferBindingSize })).toThrow(
    "encoder.0.norm1: a tensor must fit in 65536 bytes on this adapter or be read image by image, but " +
      '"batchNormTrain" needs all of [5, 4, 32, 32], 81920 bytes. ' +
      "Use a smaller batch, micro-batches, or a smaller image size.",
  );
});

test("split like whole in mixed precision", async () => {
  const spec = trainingSpec(base);
  const adapter = { ...device.adapter, maxStorageBufferBindingSize };
  const split = plan(spec, adapter, { precision: "mixed" });

  const expected = await run(plan(spec, device.adapter, { precision: "mixed" }), base);
  const found = await run(split, base);

  expect(split.temporaries.filter(({ isHalf }) => isHalf)).not.toHaveLength(0);
  // What stays in registers is rounded to f16 at other places: 2⁻¹¹ each, and they are few.
  expect(distance(found["restored"] ?? [], expected["restored"] ?? [], 0)).toBeLessThan(1e-3);
});
