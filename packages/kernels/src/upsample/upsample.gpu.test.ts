// Upsampling: its contract, and the texts of its errors.
import { input } from "@pleura/engine";
import { describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { upsampleReference } from "./upsample.reference.ts";
import { upsample, upsampleOp, upsampleTwice } from "./upsample.ts";

describeOp(upsampleOp, upsampleReference);

test("upsampleTwice doubles height and width", () => {
  expect(upsampleTwice(input("x", [2, 3, 4, 5]), "nearest").shape).toEqual([2, 3, 8, 10]);
});

describe("errors of upsample", () => {
  test("refuse a tensor that is no map", () => {
    expect(() => upsampleTwice(input("x", [4, 4]), "bilinear")).toThrow(
      'upsample: "x" must have the shape [n, c, h, w], but it has [4, 4]. Reshape it to four axes.',
    );
  });

  test.each([[[0, 4]], [[4, 2.5]], [[4, 16385]]] as const)("refuse the size %o", (size) => {
    expect(() => upsample(input("x", [1, 1, 2, 2]), { mode: "nearest", size })).toThrow(
      `upsample: heights and widths must be whole numbers from 1 to 16384, but [2, 2] becomes ` +
        `[${size.join(", ")}]. Give another size.`,
    );
  });

  test("accept the largest width", () => {
    const y = upsample(input("x", [1, 1, 2, 2]), { mode: "nearest", size: [1, 16384] });

    expect(y.shape).toEqual([1, 1, 1, 16384]);
  });
});
