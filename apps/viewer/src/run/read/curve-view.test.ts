// Curves as they are drawn: smoothing without a pull to 0, thinning that keeps peaks, a common axis.
import { expect, test } from "vitest";
import { firstNotBelow, joined, rising, smoothed, smoothedAt, thinned } from "./curve-view.ts";

const numbers = (...values: number[]) => Float64Array.from(values);

test("smoothing starts at the first value and keeps a constant", () => {
  expect([...smoothed(numbers(3, 3, 3), 0.9)].map((value) => value.toFixed(12))).toEqual(
    new Array(3).fill("3.000000000000"),
  );
  expect([...smoothed(numbers(1, 2), 0.5)]).toEqual([1, 2.5 / 1.5]);
});

test("smoothing leaves gaps and goes on behind them", () => {
  const [a, gap, b] = smoothed(numbers(1, Number.NaN, 2), 0.5);

  expect([a, gap, b]).toEqual([1, Number.NaN, 2.5 / 1.5]);
});

test("no smoothing gives the very values", () => {
  const values = numbers(1, 2);

  expect(smoothed(values, 0)).toBe(values);
});

test.each([0, 0.6, 0.99])("one smoothed value is that of the whole curve, with %f", (amount) => {
  const values = Float64Array.from({ length: 20_000 }, (_, at) => Math.sin(at) + at / 5000);
  const all = smoothed(values, amount);

  for (const at of [0, 1, 500, 19_999]) {
    expect(smoothedAt(values, at, amount)).toBeCloseTo(all[at] as number, 10);
  }
});

test("thinning keeps the peaks of a million points", () => {
  const x = Float64Array.from({ length: 1_000_000 }, (_, at) => at);
  const y = x.map((at) => Math.sin(at / 1000));
  y[123_456] = 50;
  y[654_321] = -40;

  const drawn = thinned(x, y, undefined, 500);

  expect(drawn.x).toHaveLength(1000);
  expect(drawn.x.every((value, at) => at === 0 || value >= (drawn.x[at - 1] as number))).toBe(true);
  expect(Math.max(...drawn.y)).toBe(50);
  expect(Math.min(...drawn.y)).toBe(-40);
});

test("a part of the axis keeps a point on either side", () => {
  const x = numbers(0, 1, 2, 3, 4);

  expect([...thinned(x, x, [1.5, 2.5], 100).x]).toEqual([1, 2, 3]);
  expect([...thinned(x, x, undefined, 100).x]).toEqual([0, 1, 2, 3, 4]);
});

test("joins curves: undefined where there is no point, null where the line breaks", () => {
  const { x, ys } = joined([
    { x: numbers(1, 2, 3), y: numbers(1, Number.NaN, 3) },
    { x: numbers(2), y: numbers(9) },
  ]);

  expect([...x]).toEqual([1, 2, 3]);
  expect(ys).toEqual([
    [1, null, 3],
    [undefined, 9, undefined],
  ]);
});

test("where a file goes back the later values count", () => {
  const { x, y } = rising(numbers(1, 2, 3, 2, 3, 4), numbers(1, 2, 3, 20, 30, 40));

  expect([[...x], [...y]]).toEqual([
    [1, 2, 3, 4],
    [1, 20, 30, 40],
  ]);
});

test.each([
  [0, 0],
  [1, 0],
  [2, 1],
  [5, 2],
  [9, 3],
])("the first value not below %i is at %i", (bound, at) => {
  expect(firstNotBelow(numbers(1, 3, 5), bound)).toBe(at);
});
