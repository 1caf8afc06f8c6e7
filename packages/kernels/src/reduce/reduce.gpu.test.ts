// The contract of reductions, and what they refuse.
import { input } from "@pleura/engine";
import { expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { reduceReference } from "./reduce.reference.ts";
import { reduceOp, reduceSum } from "./reduce.ts";

describeOp(reduceOp, reduceReference);

test("refuses axes outside the tensor and takes the last one", () => {
  const x = input("x", [2, 3]);

  expect(() => reduceSum(x, 1, 2)).toThrow(
    "reduce: the axes must lie within [2, 3], but 2 from axis 1 were asked for. " +
      "Give axes of the tensor.",
  );
  expect(reduceSum(x, 1, 1).shape).toEqual([2, 1]);
});
