// Max pooling: its contract, ties, and the texts of its errors.
import { openDawn } from "@pleura/dawn";
import { applyOp1, compile, type Device, input, openDevice } from "@pleura/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { maxPoolReference } from "./max-pool.reference.ts";
import { maxPool, maxPoolGradientOp, maxPoolOp } from "./max-pool.ts";

describeOp(maxPoolOp, maxPoolReference);

describe("ties of maxPool", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  const gradientOfTies = async (size: number, stride: number, dy: readonly number[]) => {
    const side = Math.sqrt(dy.length);
    const tensors = [input("x", [1, 1, 3, 3]), input("dy", [1, 1, side, side])];
    const dx = applyOp1(maxPoolGradientOp, tensors, { size, stride });
    const program = await compile(device, { outputs: { dx } });
    const x = new Float32Array(9).fill(0.5);
    const result = await program.run({ x, dy: Float32Array.from(dy) });
    program.destroy();
    return Array.from(result.dx);
  };

  test("give the gradient to the first pixel of a window", async () => {
    expect(await gradientOfTies(2, 2, [7])).toEqual([7, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("give the gradient to the first pixel of each overlapping window", async () => {
    expect(await gradientOfTies(2, 1, [1, 2, 3, 4])).toEqual([1, 2, 0, 3, 4, 0, 0, 0, 0]);
  });
});

describe("errors of maxPool", () => {
  test("refuse a tensor that is no map", () => {
    expect(() => maxPool(input("x", [2, 4, 4]), { size: 2 })).toThrow(
      'maxPool: "x" must have the shape [n, c, h, w], but it has [2, 4, 4]. Reshape it to four axes.',
    );
    expect(maxPool(input("x", [1, 2, 4, 4]), { size: 2 }).shape).toEqual([1, 2, 2, 2]);
  });

  test("refuse numbers that are not f32", () => {
    expect(() => maxPool(input("x", [1, 1, 2, 2], "u32"), { size: 2 })).toThrow(
      'maxPool: "x" must be f32, but it is u32. Convert it first.',
    );
  });

  test("refuse an image smaller than the window", () => {
    expect(() => maxPool(input("x", [1, 1, 2, 1]), { size: 2 })).toThrow(
      'maxPool: "x" must be at least 2 pixels high and wide, but its shape is [1, 1, 2, 1]. ' +
        "Use a larger image or a smaller window.",
    );
    expect(maxPool(input("x", [1, 1, 2, 2]), { size: 2 }).shape).toEqual([1, 1, 1, 1]);
  });

  test("refuse a window of half pixels", () => {
    expect(() => maxPool(input("x", [1, 1, 4, 4]), { size: 2, stride: 0.5 })).toThrow(
      "maxPool: size and stride must be whole numbers ≥ 1, but they are 2 and 0.5. " +
        "Give positive whole numbers.",
    );
  });
});
