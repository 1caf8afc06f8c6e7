// The restoration losses: known values of SSIM for both ranges, MSE, and what λ·L1 adds to value and gradient.
import { openDawn } from "@pleura/dawn";
import { compile, type Device, gradients, input, openDevice } from "@pleura/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RestorationLoss, restorationLoss } from "./loss.ts";

const [height, width] = [24, 20];
const count = height * width;

/** An image by row and column. */
const imageOf = (value: (i: number, j: number) => number) =>
  Float32Array.from({ length: count }, (_, k) => value(Math.floor(k / width), k % width));
const clean = imageOf((i, j) => 0.5 + 0.5 * Math.sin(0.37 * i + (0.11 * j * j) / 20));
const restored = imageOf((i, j) => {
  const x = 0.5 + 0.5 * Math.sin(0.37 * i + (0.11 * j * j) / 20);
  return Math.min(1, Math.max(0, 0.8 * x + 0.1 + 0.05 * Math.cos(1.3 * i - 0.7 * j)));
});
const differences = Array.from(restored, (value, k) => value - (clean[k] ?? Number.NaN));
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / count;
const mae = meanOf(differences.map(Math.abs));
const mse = meanOf(differences.map((value) => value * value));

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

async function measure(loss: RestorationLoss) {
  const y = input("restored", [1, 1, height, width]);
  const value = restorationLoss(y, input("clean", [1, 1, height, width]), loss);
  const [gradient = y] = gradients(value, [y]);
  const program = await compile(device, { outputs: { value, gradient } });
  const results = await program.run({ restored, clean });
  program.destroy();
  return { value: results.value[0] ?? Number.NaN, gradient: [...results.gradient] };
}

// Mean SSIM of these images, computed in f64 with an 11×11 Gaussian window (σ 1.5), valid borders.
test.each([
  ["1 − SSIM, range 1", { kind: "ssim", ssimRange: 1, l1Weight: 0 }, 1 - 0.9114324224],
  ["1 − SSIM, range 2", { kind: "ssim", ssimRange: 2, l1Weight: 0 }, 1 - 0.9143477791],
  [
    "1 − SSIM + 0.2 L1",
    { kind: "ssim", ssimRange: 1, l1Weight: 0.2 },
    1 - 0.9114324224 + 0.2 * mae,
  ],
  ["MSE", { kind: "mse", ssimRange: 1, l1Weight: 0 }, mse],
  ["MSE + 0.2 L1", { kind: "mse", ssimRange: 1, l1Weight: 0.2 }, mse + 0.2 * mae],
] as const)("%s has its value", async (_, loss, expected) => {
  expect(Math.abs((await measure(loss)).value - expected)).toBeLessThan(2e-6);
});

test.each(["ssim", "mse"] as const)(
  "λ·L1 adds λ · sign / count to the gradient of %s",
  async (kind) => {
    const plain = await measure({ kind, ssimRange: 1, l1Weight: 0 });
    const more = await measure({ kind, ssimRange: 1, l1Weight: 0.2 });

    differences.forEach((difference, k) => {
      const added = (more.gradient[k] ?? Number.NaN) - (plain.gradient[k] ?? Number.NaN);
      expect(Math.abs(added - (0.2 * Math.sign(difference)) / count)).toBeLessThan(1e-8);
    });
  },
);

test("the gradient of MSE is 2 · difference / count, and that of SSIM with range 2 has its known sum", async () => {
  const squared = await measure({ kind: "mse", ssimRange: 1, l1Weight: 0 });
  const structural = await measure({ kind: "ssim", ssimRange: 2, l1Weight: 0 });

  differences.forEach((difference, k) => {
    expect(Math.abs((squared.gradient[k] ?? 1) - (2 * difference) / count)).toBeLessThan(1e-8);
  });
  // The sum over the gradient of SSIM itself is −0.6797358480; the loss has it with the other sign.
  expect(structural.gradient.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.679735848, 4);
});
