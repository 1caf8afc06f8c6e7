// The contract of every row of the elementwise table, and of the ops beside it.
import { input } from "@pleura/engine";
import { expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { elementwiseReference } from "./elementwise.reference.ts";
import { add, affineOp, elementwiseOp, reshape } from "./elementwise.ts";
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

test("refuses to reshape to another number of elements and keeps the number otherwise", () => {
  const x = input("x", [2, 3]);

  expect(() => reshape(x, [5])).toThrow(
    "reshape: the new shape must have 6 elements as [2, 3] has, but [5] has 5. " +
      "Give sizes with the same product.",
  );
  expect(reshape(x, [6]).shape).toEqual([6]);
});
