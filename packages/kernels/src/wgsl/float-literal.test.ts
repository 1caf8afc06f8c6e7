// Float literals: what WGSL can read, and what it cannot write.
import { expect, test } from "vitest";
import { floatLiteral } from "./float-literal.ts";

test.each([
  [1, "T(1.0)"],
  [-2.5, "T(-2.5)"],
  [0.1, "T(0.10000000149011612)"],
  [1e-7, "T(1.0000000116860974e-7)"],
  [1e21, "T(1.0000000200408773e+21)"],
])("writes %d with a point or an exponent", (value, text) => {
  expect(floatLiteral(value)).toBe(text);
});

test.each([Number.POSITIVE_INFINITY, Number.NaN, 1e39])("refuses %d", (value) => {
  expect(() => floatLiteral(value)).toThrow(
    `literal: a number in WGSL must be finite in f32, but it is ${value}. Feed it as an input.`,
  );
});
