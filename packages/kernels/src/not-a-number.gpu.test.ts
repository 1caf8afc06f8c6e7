// Ops that choose between numbers keep NaN: a NaN that a maximum swallows would let a broken run go on.
import { openDawn } from "@pleura/dawn";
import { compile, type Device, elementCount, input, openDevice, type Tensor } from "@pleura/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { conv2d } from "./conv2d/conv2d.ts";
import { maximum, relu, sigmoid, tanh } from "./elementwise/elementwise.ts";
import { averageMaxPool } from "./global-pool/global-pool.ts";
import { dense } from "./matmul/dense.ts";
import { maxPool } from "./max-pool/max-pool.ts";
import { reduceMax } from "./reduce/reduce.ts";
import { channelMaxMean } from "./spatial-pool/spatial-pool.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice(openDawn());
});
afterAll(() => device.destroy());

/** Runs an op on x with a NaN at `at` and 1 elsewhere; counts the NaN in y. */
async function countNaN(x: Tensor, y: Tensor, at: number, feeds = {}): Promise<number> {
  const program = await compile(device, { outputs: { y } });
  const values = new Float32Array(elementCount(x.shape)).fill(1);
  values[at] = Number.NaN;
  const { y: result } = await program.run({ x: values, ...feeds });
  program.destroy();
  return Array.from(result as Float32Array).filter(Number.isNaN).length;
}

test.each([
  ["relu", relu],
  ["sigmoid", sigmoid],
  ["tanh", tanh],
] as const)("%s gives NaN for NaN, one number or four at a time", async (_, op) => {
  const [odd, even] = [input("x", [7]), input("x", [8])];

  expect(await countNaN(odd, op(odd), 3)).toBe(1);
  expect(await countNaN(even, op(even), 5)).toBe(1);
});

test("maximum gives NaN when either side is NaN", async () => {
  const [x, other] = [input("x", [8]), input("other", [8])];
  const feeds = { other: Float32Array.of(0, 0, 2, 2, Number.NaN, 0, 2, 1) };

  expect(await countNaN(x, maximum(x, other), 2, feeds)).toBe(2);
  expect(await countNaN(x, maximum(other, x), 2, feeds)).toBe(2);
});

// Channels and sizes that take each of the three forward kernels, see conv2d-variants.ts.
test.each([
  ["channel lanes", 8, 8, 3],
  ["channel lanes with odd columns", 8, 7, 3],
  ["sliding strips", 1, 8, 7],
  ["pixel lanes", 3, 9, 1],
] as const)("conv2d with ReLU gives NaN for NaN (%s)", async (_, channels, size, k) => {
  const x = input("x", [1, 1, size, size]);
  const b = input("b", [channels]);
  const y = conv2d(x, input("w", [channels, 1, k, k]), b, {
    pad: (k - 1) / 2,
    activation: "relu",
  });
  const feeds = { w: new Float32Array(channels * k * k), b: new Float32Array(channels).fill(-1) };

  // NaN · 0 is NaN, so that every window over the pixel and every channel is NaN.
  const middle = Math.floor(size / 2) * size + Math.floor(size / 2);
  expect(await countNaN(x, y, middle, feeds)).toBe(k * k * channels);
});

test("dense with ReLU gives NaN for NaN", async () => {
  const x = input("x", [2, 5]);
  const y = dense(x, input("w", [3, 5]), input("b", [3]), { activation: "relu" });
  const feeds = { w: new Float32Array(15).fill(-1), b: new Float32Array(3) };

  expect(await countNaN(x, y, 1, feeds)).toBe(3);
});

test.each([0, 1, 6, 7])("maxPool gives NaN for a window with NaN at pixel %i", async (at) => {
  const x = input("x", [1, 1, 4, 6]);

  expect(await countNaN(x, maxPool(x, { size: 2 }), at)).toBe(1);
});

test.each([0, 1, 80, 127])("global pooling gives NaN for a plane with NaN at %i", async (at) => {
  const x = input("x", [1, 2, 8, 16]);
  const [average, most] = averageMaxPool(x);

  expect(await countNaN(x, average, at)).toBe(1);
  expect(await countNaN(x, most, at)).toBe(1);
});

test.each([0, 4, 8])("pooling over channels gives NaN for a pixel with NaN at %i", async (at) => {
  const x = input("x", [1, 3, 2, 2]);

  expect(await countNaN(x, channelMaxMean(x), at)).toBe(2);
});

test.each([0, 5, 699])("reduceMax gives NaN for a row with NaN at %i", async (at) => {
  const [short, long] = [input("x", [2, 700]), input("x", [350, 4])];

  expect(await countNaN(short, reduceMax(short, 1, 1), at)).toBe(1);
  expect(await countNaN(long, reduceMax(long, 1, 1), at)).toBe(1);
});
