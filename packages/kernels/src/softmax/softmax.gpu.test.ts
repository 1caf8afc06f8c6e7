// Contract test of softmax and its error text.
import { input } from "@pleura/engine";
import { expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { softmaxReference } from "./softmax.reference.ts";
import { softmax, softmaxOp } from "./softmax.ts";

describeOp(softmaxOp, softmaxReference);

test("softmax rejects a tensor that is not a matrix", () => {
  expect(() => softmax(input("x", [2, 3, 4]))).toThrow(
    'softmax: "x" must be [n, k], but it is [2, 3, 4]. Flatten it to rows.',
  );
  expect(softmax(input("x", [2, 12])).shape).toEqual([2, 12]);
});
