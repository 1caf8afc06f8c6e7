// The contract of every row of the elementwise table, and of the ops beside it.
import { openDawn } from "@pleura/dawn";
import { compile, gradients, input, openDevice } from "@pleura/engine";
import { expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { reduceSum } from "../reduce/reduce.ts";
import { elementwiseReference } from "./elementwise.reference.ts";
import { add, affineOp, clamp, clampOp, elementwiseOp, sigmoid, tanh } from "./elementwise.ts";
import { binaryRows, type ElementwiseRow, unaryRows } from "./rows.ts";

for (const [name, row] of Object.entries<ElementwiseRow>({ ...unaryRows, ...binaryRows })) {
  describeOp(elementwiseOp(name, row), elementwiseReference(row));
}

describeOp(affineOp, {
  forward: ([x], { scale, offset }) =>
    x ? [{ shape: x.shape, data: x.data.map((a) => a * scale + offset) }] : [],
  cases: [
    { title: "scale and offset", inputs: [{ shape: [3, 5] }], attrs: { scale: -2.5, offset: 1 } },
    { title: "tiny scale", inputs: [{ shape: [8] }], attrs: { scale: 1e-7, offset: 0 } },
  ],
});

describeOp(clampOp, {
  forward: ([x], { low, high }) =>
    x ? [{ shape: x.shape, data: x.data.map((a) => Math.min(Math.max(a, low), high)) }] : [],
  cases: [
    { title: "some outside, odd", inputs: [{ shape: [3, 5] }], attrs: { low: -0.53, high: 0.17 } },
    { title: "vectors of four", inputs: [{ shape: [2, 8] }], attrs: { low: -0.2, high: 0.3 } },
    { title: "one value", inputs: [{ shape: [7] }], attrs: { low: 0.25, high: 0.25 } },
  ],
});

test("clamp refuses limits the wrong way round", () => {
  const x = input("x", [4]);

  expect(() => clamp(x, 1, -1)).toThrow(
    'clamp: "low" must be at most "high", but they are 1 and -1. Swap them.',
  );
  expect(clamp(x, 1, 1).shape).toEqual([4]);
});

test("clamp keeps NaN and holds infinities", async () => {
  const device = await openDevice(openDawn());
  const program = await compile(device, { outputs: { y: clamp(input("x", [4]), -2, 3) } });

  const { y } = await program.run({ x: Float32Array.of(Number.NaN, 1e38, -1e38, 0.5) });
  program.destroy();
  device.destroy();

  expect([...y]).toEqual([Number.NaN, 3, -2, 0.5]);
});

test("refuses shapes that do not broadcast and takes those that do", () => {
  const a = input("a", [2, 3]);

  expect(() => add(a, input("b", [2, 4]))).toThrow(
    "add: operands must broadcast, but got [2, 3] and [2, 4]. " +
      "Give sizes that are equal or 1 along each axis.",
  );
  expect(add(a, input("b", [2, 1])).shape).toEqual([2, 3]);
});

test("refuses whole numbers and takes f32", () => {
  const whole = input("n", [4], "u32");

  expect(() => add(whole, whole)).toThrow(
    "add: inputs must be f32, but input 0 is u32. Convert it first.",
  );
  expect(add(input("x", [4]), input("y", [4])).dtype).toBe("f32");
});

test.each([
  ["sigmoid", sigmoid, [0, 0, 1, 1]],
  ["tanh", tanh, [-1, -1, 1, 1]],
] as const)("%s has its limits and a gradient of 0 far from 0", async (_, op, limits) => {
  const device = await openDevice(openDawn());
  const x = input("x", [4]);
  const y = op(x);
  const [dx = x] = gradients(reduceSum(y), [x]);
  const program = await compile(device, { outputs: { y, dx } });

  const results = await program.run({ x: Float32Array.of(-3e38, -100, 100, 3e38) });
  program.destroy();
  device.destroy();

  limits.forEach((limit, i) => {
    expect(results.y[i]).toBeCloseTo(limit, 6);
    expect(results.dx[i]).toBeCloseTo(0, 6);
  });
});
