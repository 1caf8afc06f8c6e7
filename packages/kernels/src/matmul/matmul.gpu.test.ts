// The matrix product against f64, dense layers, and the texts of their errors.
import { openDawn } from "@pleura/dawn";
import { compile, input, openDevice } from "@pleura/engine";
import { describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { dense } from "./dense.ts";
import { matmulReference } from "./matmul.reference.ts";
import { matmul, matmulOp } from "./matmul.ts";

describeOp(matmulOp, matmulReference);

describe("matmul's shape rule", () => {
  const a = input("a", [2, 3]);

  test("rejects other inner sizes and takes equal ones", () => {
    expect(() => matmul(a, input("b", [4, 5]))).toThrow(
      'matmul: inner sizes must be equal, but "a" has 3 and "b" has 4. ' +
        "Give [m, k] and [k, n] after transposing.",
    );
    expect(matmul(a, input("b", [3, 5])).shape).toEqual([2, 5]);
    expect(matmul(a, input("b", [5, 3]), { transposeB: true }).shape).toEqual([2, 5]);
  });

  test("rejects other ranks and integers", () => {
    expect(() => matmul(a, input("b", [3]))).toThrow(
      'matmul: "b" must have rank 2, but its shape is [3]. Reshape it.',
    );
    expect(() => matmul(a, input("b", [3, 1], "u32"))).toThrow(
      'matmul: "b" must be f32, but it is u32. Convert it first.',
    );
    expect(matmul(a, input("b", [3, 1])).shape).toEqual([2, 1]);
  });
});

describe("dense", () => {
  const x = input("x", [2, 2]);
  const w = input("w", [3, 2]);

  test("rejects a bias of another length and takes one per output", () => {
    expect(() => dense(x, w, input("b", [2]))).toThrow(
      'dense: "b" must have the shape [3], but it has [2]. Give one bias per output.',
    );
    expect(dense(x, w, input("b", [3])).shape).toEqual([2, 3]);
  });

  test("multiplies by the transposed weights, adds the bias and clips below 0", async () => {
    const device = await openDevice(openDawn());
    const b = input("b", [3]);
    const program = await compile(device, {
      outputs: { plain: dense(x, w, b), clipped: dense(x, w, b, { activation: "relu" }) },
    });

    const { plain, clipped } = await program.run({
      x: new Float32Array([1, 2, 3, 4]),
      w: new Float32Array([1, 0, 0, 1, -1, -1]),
      b: new Float32Array([10, 20, 1]),
    });
    program.destroy();
    device.destroy();

    expect([...plain]).toEqual([11, 22, -2, 13, 24, -6]);
    expect([...clipped]).toEqual([11, 22, 0, 13, 24, 0]);
  });
});
