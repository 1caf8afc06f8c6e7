// Contract test of group norm and its error texts.
import { input } from "@pleura/engine";
import { describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { groupNormReference } from "./group-norm.reference.ts";
import { groupNorm, groupNormOp } from "./group-norm.ts";

describeOp(groupNormOp, groupNormReference);

describe("group norm's shape rule", () => {
  const x = input("x", [2, 6, 4, 4]);
  const six = input("six", [6]);

  test("rejects groups that do not divide the channels", () => {
    expect(() => groupNorm(x, six, six, { groups: 4, epsilon: 1e-5 })).toThrow(
      'groupNorm: "groups" must divide the 6 channels of "x", but it is 4. ' +
        "Give a divisor of the channels.",
    );
    expect(groupNorm(x, six, six, { groups: 3, epsilon: 1e-5 }).shape).toEqual([2, 6, 4, 4]);
  });

  test("rejects a scale of other channels", () => {
    expect(() => groupNorm(x, input("g", [3]), six, { groups: 3, epsilon: 1e-5 })).toThrow(
      'groupNorm: "gamma" must have one number for each of the 6 channels of "x", ' +
        "but its shape is [3]. Give it the shape [6].",
    );
  });
});
