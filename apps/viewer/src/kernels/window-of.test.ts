// Windows zoom around what is pointed at and stay on their axis.
import { expect, test } from "vitest";
import { panned, showing, zoomed } from "./window-of.ts";

const whole = { from: 0, to: 100 };

test("keeps the place that is pointed at where it is", () => {
  const { from, to } = zoomed({ from: 0, to: 100 }, 0.5, 25, whole, 1);

  expect([from, to]).toEqual([12.5, 62.5]);
  // A quarter from the left before and after.
  expect((25 - from) / (to - from)).toBe(0.25);
});

test.each([
  ["never longer than the axis", { from: 40, to: 60 }, 100, 50, { from: 0, to: 100 }],
  ["never shorter than the least", { from: 40, to: 60 }, 0.001, 50, { from: 49.5, to: 50.5 }],
  ["never before the beginning", { from: 0, to: 50 }, 1.2, 50, { from: 0, to: 60 }],
  ["never past the end", { from: 50, to: 100 }, 1.2, 50, { from: 40, to: 100 }],
])("zooms %s", (_, window, factor, anchor, expected) => {
  const found = zoomed(window, factor, anchor, whole, 1);

  expect(found.from).toBeCloseTo(expected.from, 9);
  expect(found.to).toBeCloseTo(expected.to, 9);
});

test("zooms an axis shorter than the least to the whole of it", () => {
  expect(zoomed({ from: 0, to: 0.5 }, 0.1, 0.2, { from: 0, to: 0.5 }, 1)).toEqual({
    from: 0,
    to: 0.5,
  });
});

test("pans by a share of what is seen, and stops at the ends", () => {
  expect(panned({ from: 20, to: 40 }, 0.5, whole)).toEqual({ from: 30, to: 50 });
  expect(panned({ from: 5, to: 25 }, -1, whole)).toEqual({ from: 0, to: 20 });
  expect(panned({ from: 70, to: 90 }, 1, whole)).toEqual({ from: 80, to: 100 });
});

test("moves only for what is out of sight", () => {
  expect(showing({ from: 0, to: 20 }, { from: 5, to: 6 }, whole)).toEqual({ from: 0, to: 20 });
  expect(showing({ from: 0, to: 20 }, { from: 60, to: 62 }, whole)).toEqual({ from: 51, to: 71 });
});
