// The contract of reshape, and what it refuses.
import { input } from "@pleura/engine";
import { expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { reshape, reshapeOp } from "./reshape.ts";

describeOp(reshapeOp, {
  forward: ([x], shape) => (x ? [{ shape, data: x.data }] : []),
  cases: [
    { title: "two axes to three", inputs: [{ shape: [6, 5] }], attrs: [3, 2, 5] },
    { title: "one number to a scalar", inputs: [{ shape: [1, 1] }], attrs: [] },
  ],
});

test("refuses another number of elements and keeps the number otherwise", () => {
  const x = input("x", [2, 3]);

  expect(() => reshape(x, [5])).toThrow(
    "reshape: the new shape must have 6 elements as [2, 3] has, but [5] has 5. " +
      "Give sizes with the same product.",
  );
  expect(reshape(x, [6]).shape).toEqual([6]);
});
