// Contract test of SSIM, its known values and its error texts.
import { openDawn } from "@pleura/dawn";
import { compile, type Device, gradients, input, openDevice } from "@pleura/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { ssimReference } from "./ssim.reference.ts";
import { ssim, ssimOp } from "./ssim.ts";

describeOp(ssimOp, ssimReference);

/** The 24×20 pair: a wave, and a dimmed copy with another wave on it. */
function knownImages() {
  const x = new Float64Array(480).map((_, k) => {
    const [i, j] = [Math.floor(k / 20), k % 20];
    return 0.5 + 0.5 * Math.sin(0.37 * i + (0.11 * j * j) / 20);
  });
  const y = x.map((value, k) => {
    const [i, j] = [Math.floor(k / 20), k % 20];
    return Math.min(1, Math.max(0, 0.8 * value + 0.1 + 0.05 * Math.cos(1.3 * i - 0.7 * j)));
  });
  return { x: Float32Array.from(x), y: Float32Array.from(y) };
}

describe("ssim", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  async function meanOf(x: Float32Array, y: Float32Array, dataRange: number) {
    const shape = [1, 1, 24, 20];
    const prediction = input("y", shape);
    const [mean] = ssim(input("x", shape), prediction, { dataRange });
    const [dy] = gradients(mean, [prediction]);
    if (!dy) throw new Error("ssim: no gradient");
    const program = await compile(device, { outputs: { mean, dy } });
    const results = await program.run({ x, y });
    program.destroy();
    return {
      mean: results.mean[0],
      gradientSum: Array.from(results.dy).reduce((sum, g) => sum + g, 0),
    };
  }

  const { x, y } = knownImages();
  const zeros = new Float32Array(480);
  const inverse = x.map((value) => 1 - value);

  // Computed in f64 from the definition; the first three agree with scikit-image 0.19 and tf.image.ssim.
  test.each([
    { title: "the known pair, range 1", other: y, dataRange: 1, expected: 0.9114324224 },
    { title: "the known pair, range 2", other: y, dataRange: 2, expected: 0.9143477791 },
    { title: "black, range 1", other: zeros, dataRange: 1, expected: 1.787817e-4 },
    { title: "black, range 2", other: zeros, dataRange: 2, expected: 2.311561e-3 },
    { title: "the negative", other: inverse, dataRange: 1, expected: -0.5707816676 },
    { title: "itself", other: x, dataRange: 1, expected: 1 },
  ])("of an image and $title is $expected", async ({ other, dataRange, expected }) => {
    const { mean } = await meanOf(x, other, dataRange);

    expect(Math.abs((mean ?? Number.NaN) - expected)).toBeLessThan(1e-6);
  });

  test("has a gradient whose sum is the known one", async () => {
    const { gradientSum } = await meanOf(x, y, 2);

    expect(Math.abs(gradientSum + 0.679735848)).toBeLessThan(1e-6);
  });

  test("is 1 with a tiny gradient between equal flat images, where E[x²] − μ² would cancel", async () => {
    const flat = new Float32Array(480).fill(0.7310123);
    const { mean, gradientSum } = await meanOf(flat, flat, 1);

    expect(mean).toBe(1);
    expect(Math.abs(gradientSum)).toBeLessThan(1e-4);
  });

  test("rejects images smaller than the window", () => {
    const pair = (h: number, w: number) =>
      ssim(input("x", [1, 1, h, w]), input("y", [1, 1, h, w]), { dataRange: 1 });

    expect(() => pair(11, 10)).toThrow(
      "ssim: images must be [n, c, h, w] with h and w at least 11, the window's size, " +
        "but they are [1, 1, 11, 10]. Use larger images.",
    );
    expect(pair(11, 11)).toHaveLength(2);
  });

  test("rejects images of different shapes", () => {
    const other = input("y", [1, 1, 12, 11]);

    expect(() => ssim(input("x", [1, 1, 11, 12]), other, { dataRange: 1 })).toThrow(
      'ssim: "x" and "y" must have one shape, but they are [1, 1, 11, 12] and [1, 1, 12, 11]. ' +
        "Resize one of them.",
    );
  });
});
