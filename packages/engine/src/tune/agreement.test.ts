// Agreement of two results: rounding passes, a missing term and a NaN do not.
import { expect, test } from "vitest";
import type { Op } from "../graph/op.ts";
import { addOp } from "../graph/test-ops.ts";
import { differenceOf } from "./agreement.ts";

const type = { shape: [4], dtype: "f32" } as const;
const question = {
  op: { ...addOp(), cost: () => ({ flops: 8 * 99, bytes: 0 }) } as Op<unknown>,
  inputs: [type, type],
  outputs: [type],
  attrs: null,
  names: ["a", "b"],
};
const wanted = [Float32Array.of(1, -2, 0.5, 0)];

test("allows 64 · 2⁻²⁴ · (1 + √K) of the largest magnitude, K from the op's cost", () => {
  // K = 99: 64 · 2⁻²⁴ · (1 + √99) · 2 = 8.35e-5.
  expect(differenceOf(question, wanted, [Float32Array.of(1.00008, -2, 0.5, 0)])).toBeUndefined();
  expect(differenceOf(question, wanted, [Float32Array.of(1.00009, -2, 0.5, 0)])).toBe(
    "output 0 differs by 0.000090, where rounding explains 0.000084",
  );
});

test("finds a NaN", () => {
  expect(differenceOf(question, wanted, [Float32Array.of(Number.NaN, -2, 0.5, 0)])).toBe(
    "output 0 differs by Infinity, where rounding explains 0.000084",
  );
});
