// Tests of rounding to half precision against facts of IEEE 754 binary16.
import { expect, test } from "vitest";
import { roundToHalf } from "./round-to-half.ts";

test.each([
  { value: 0, half: 0, fact: "zero stays" },
  { value: 1, half: 1, fact: "one is exact" },
  { value: 1 + 2 ** -11, half: 1, fact: "a tie goes to the even neighbour below" },
  { value: 1 + 3 * 2 ** -11, half: 1 + 2 ** -9, fact: "a tie goes to the even neighbour above" },
  { value: 0.1, half: 0.0999755859375, fact: "0.1 is 0x2e66" },
  { value: -2049, half: -2048, fact: "steps are 2 above 2048" },
  { value: 65504, half: 65504, fact: "the largest number" },
  { value: 65519, half: 65504, fact: "rounds down to the largest" },
  { value: 65520, half: Number.POSITIVE_INFINITY, fact: "overflows" },
  { value: -1e30, half: Number.NEGATIVE_INFINITY, fact: "overflows below" },
  { value: 2 ** -24, half: 2 ** -24, fact: "the smallest number" },
  { value: 2 ** -25, half: 0, fact: "half of the smallest goes to the even zero" },
  { value: 3 * 2 ** -26, half: 2 ** -24, fact: "three quarters of the smallest" },
])("$fact", ({ value, half }) => {
  expect(roundToHalf(value)).toBe(half);
});

test("keeps NaN and infinities", () => {
  expect(roundToHalf(Number.NaN)).toBeNaN();
  expect(roundToHalf(Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
});
