// Slicing: its contract, and the texts of its errors.
import { input } from "@pleura/engine";
import { describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { sliceReference } from "./slice.reference.ts";
import { slice, sliceOp } from "./slice.ts";

describeOp(sliceOp, sliceReference);

describe("slice", () => {
  const x = input("x", [2, 5]);

  test("of a whole axis is the tensor itself", () => {
    expect(slice(x, 1, 0, 5)).toBe(x);
    expect(slice(x, 1, 1, 4)).not.toBe(x);
  });

  test("refuses an axis that does not exist", () => {
    expect(() => slice(x, 2, 0, 1)).toThrow(
      "slice: the axis must be one of the 2 of [2, 5], but it is 2. Count axes from 0.",
    );
    expect(slice(x, 1, 0, 1).shape).toEqual([2, 1]);
  });

  test.each([
    [3, 3],
    [-1, 2],
    [0, 0],
    [0.5, 1],
  ])("refuses a range from %d of %d indices", (start, length) => {
    expect(() => slice(x, 1, start, length)).toThrow(
      `slice: the range must lie in the 5 indices of axis 1 of [2, 5], but it starts at ${start} ` +
        `and has ${length}. Give a range inside it.`,
    );
  });

  test("accepts a range up to the last index", () => {
    expect(slice(x, 1, 3, 2).shape).toEqual([2, 2]);
  });
});
