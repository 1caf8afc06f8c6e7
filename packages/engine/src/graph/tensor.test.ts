// Symbolic tensors and shapes: what they refuse.
import { expect, test } from "vitest";
import { broadcastShapes } from "./shape.ts";
import { constant, input } from "./tensor.ts";
import { view } from "./test-ops.ts";

test.each([[0], [-1], [1.5], [Number.NaN]])("refuses the size %d", (size) => {
  expect(() => input("x", [2, size])).toThrow(
    `input "x": every size must be a whole number ≥ 1, but the shape is [2, ${size}]. Give positive sizes.`,
  );
  expect(() => constant(new Float32Array(0), [size])).toThrow(
    `constant: every size must be a whole number ≥ 1, but the shape is [${size}]. Give positive sizes.`,
  );
  expect(() => view(input("x", [1]), [size])).toThrow(
    `view: every size must be a whole number ≥ 1, but the shape is [${size}]. Give positive sizes.`,
  );
  expect(input("x", [2, 1]).shape).toEqual([2, 1]);
});

test("refuses a constant with another count of numbers", () => {
  expect(() => constant(new Float32Array(3), [2])).toThrow(
    "constant: the shape [2] needs 2 numbers, but 3 were given. " +
      "Give as many numbers as the shape has elements.",
  );
  expect(constant(new Uint32Array(2), [2]).dtype).toBe("u32");
});

test("broadcasts sizes that are equal or 1 and refuses others", () => {
  expect(broadcastShapes("plus", [2, 1, 3], [4, 1])).toEqual([2, 4, 3]);
  expect(broadcastShapes("plus", [], [4])).toEqual([4]);
  expect(() => broadcastShapes("plus", [2], [3])).toThrow(
    "plus: operands must broadcast, but got [2] and [3]. Give sizes that are equal or 1 along each axis.",
  );
});
