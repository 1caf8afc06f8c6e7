// The Bezier map against worked values, a fine reference sampling, and its monotony.

import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../random/stream.ts";
import { applyBezierMap, type BezierCurve, randomBezierCurve } from "./bezier-map.ts";

const curve = { x1: 0.25, y1: 0.75, x2: 0.6, y2: 0.1 };

test.each([
  {
    isInverting: false,
    values: [0, 0.224073, 0.376276, 0.459326, 0.605688, 0.803776, 1],
  },
  {
    isInverting: true,
    values: [1, 0.726029, 0.529352, 0.42953, 0.318492, 0.161507, 0],
  },
])("gives the worked example of the method notes (inverting: $isInverting)", (given) => {
  const image = Float32Array.of(0, 0.1, 0.25, 0.5, 0.75, 0.9, 1);

  applyBezierMap(image, { ...curve, isInverting: given.isInverting });

  // The vector is printed with six decimals and the inputs are rounded to float32.
  for (const [index, value] of given.values.entries())
    expect(Math.abs((image[index] ?? 2) - value)).toBeLessThan(1e-6);
});

/** The published way: 100,000 points in t, then linear interpolation in x. */
function sampledFinely(value: number, given: BezierCurve): number {
  const count = 100_000;
  const at = (t: number, p1: number, p2: number) =>
    3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t * t * p2 + t ** 3;
  let low = 0;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(middle / count, given.x1, given.x2) <= value) low = middle;
    else high = middle;
  }
  const y = (index: number) => {
    const t = index / count;
    return at(given.isInverting ? 1 - t : t, given.y1, given.y2);
  };
  const left = at(low / count, given.x1, given.x2);
  const run = at(high / count, given.x1, given.x2) - left;
  return run > 0 ? y(low) + ((value - left) / run) * (y(high) - y(low)) : y(low);
}

const unit = fc.double({ min: 0, max: 1, noNaN: true });

test("stays within 3e-4 of the published sampling for any control points", () => {
  fc.assert(
    fc.property(unit, unit, unit, unit, fc.boolean(), unit, (x1, y1, x2, y2, isInverting, v) => {
      const given = { x1, y1, x2, y2, isInverting };
      const image = Float32Array.of(v);
      applyBezierMap(image, given);
      expect(Math.abs((image[0] ?? 2) - sampledFinely(Math.fround(v), given))).toBeLessThan(3e-4);
    }),
    // The steepest curve, x = t³ with slope 3 in y, a fifth into its first chord: 2.8e-4.
    { numRuns: 500, examples: [[0, 1, 0, 1, false, 0.19 / 4096 ** 3]] },
  );
});

test.each([false, true])("is monotone and keeps the unit interval (inverting: %s)", (inverting) => {
  const stream = randomStream({ seed: 1, epoch: 0, sample: 0, op: 1000 });
  for (let round = 0; round < 50; round += 1) {
    const image = Float32Array.from({ length: 257 }, (_, index) => index / 256);

    applyBezierMap(image, { ...randomBezierCurve(stream), isInverting: inverting });

    const rising = inverting ? image.toReversed() : image;
    expect(rising.every((value, i) => i === 0 || value >= (rising[i - 1] ?? 0))).toBe(true);
    expect(rising[0]).toBe(0);
    expect(rising[256]).toBe(1);
  }
});

test("clamps values outside the unit interval", () => {
  const image = Float32Array.of(-1, 2);

  applyBezierMap(image, { ...curve, isInverting: false });

  expect([...image]).toEqual([0, 1]);
});
