// The composed distortion: how often each part happens, and what it leaves alone.

import fc from "fast-check";
import { expect, test } from "vitest";
import { RANDOM_OPS, randomStream } from "../random/stream.ts";
import { distort } from "./distort.ts";
import { type FlipAxis, flip } from "./flip.ts";
import { DISTORT_RECIPES, type DistortRecipeName } from "./recipe.ts";

const size = { height: 16, width: 12 };
const image = Float32Array.from({ length: 16 * 12 }, (_, index) => ((index * 37) % 192) / 192);

function stream(sample: number, epoch = 0) {
  return randomStream({ seed: 3, epoch, sample, op: RANDOM_OPS.distort });
}

const names = Object.keys(DISTORT_RECIPES) as DistortRecipeName[];

test.each(names)("recipe %s shuffles .5, maps .9, paints none .10, in .18, out .72", (name) => {
  const draws = 8000;
  const seen = Array.from(
    { length: draws },
    (_, sample) =>
      distort(image, size, stream(sample), {
        ...DISTORT_RECIPES[name],
        shuffle: { blocks: 1, sideDivisor: 10 },
      }).applied,
  );
  const share = (passes: (applied: (typeof seen)[number]) => boolean) =>
    seen.filter(passes).length / draws;

  // Four standard errors of a share of 8000 draws are at most 0.022.
  expect(Math.abs(share((a) => a.isShuffled) - 0.5)).toBeLessThan(0.022);
  expect(Math.abs(share((a) => a.isMapped) - 0.9)).toBeLessThan(0.014);
  expect(Math.abs(share((a) => a.painting === "none") - 0.1)).toBeLessThan(0.014);
  expect(Math.abs(share((a) => a.painting === "in") - 0.18)).toBeLessThan(0.018);
  expect(Math.abs(share((a) => a.painting === "out") - 0.72)).toBeLessThan(0.02);
  expect(Math.abs(share((a) => a.flips.length === 0) - 0.6)).toBeLessThan(0.022);
  expect(Math.abs(share((a) => a.flips.length === 3) - 0.064)).toBeLessThan(0.012);
});

test("the target is the image after the sample's flips", () => {
  for (let sample = 0; sample < 100; sample += 1) {
    const { target, applied } = distort(image, size, stream(sample));

    let expected: Float32Array = image;
    for (const axis of applied.flips) expected = flip(expected, size, axis);
    expect(target).toEqual(expected);
  }
});

test("the same sample and epoch give the same pair, the next epoch another", () => {
  const first = distort(image, size, stream(4));
  distort(image, size, stream(5));

  expect(distort(image, size, stream(4))).toEqual(first);
  expect(distort(image, size, stream(4, 1)).distorted).not.toEqual(first.distorted);
});

test("does not touch the image it is given", () => {
  const given = Float32Array.from(image);

  for (let sample = 0; sample < 30; sample += 1) distort(given, size, stream(sample));

  expect(given).toEqual(image);
});

test("shuffling alone keeps the grey values of the image", () => {
  const only = {
    ...DISTORT_RECIPES.authors,
    shuffleRate: 1,
    nonLinearRate: 0,
    paintRate: 0,
    shuffle: { blocks: 1, sideDivisor: 2 },
  };

  const { distorted, target } = distort(image, size, stream(0), only);

  expect(distorted).not.toEqual(target);
  expect(distorted.toSorted()).toEqual(target.toSorted());
});

test("any size keeps the range and the length", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(1000),
      fc.constantFrom(...names),
      (height, width, sample, name) => {
        const grey = Float32Array.from({ length: height * width }, (_, i) => (i % 7) / 6);
        const { distorted, target } = distort(grey, { height, width }, stream(sample), name);
        expect(target.toSorted()).toEqual(grey.toSorted());
        expect(distorted.length).toBe(height * width);
        expect(distorted.every((value) => value >= 0 && value <= 1)).toBe(true);
      },
    ),
  );
});

test.each<FlipAxis>(["vertical", "horizontal", "none"])(
  "flipping twice along %s is the identity",
  (axis) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (height, width) => {
          const grey = Float32Array.from({ length: height * width }, (_, index) => index);
          const once = flip(grey, { height, width }, axis);
          expect(flip(once, { height, width }, axis)).toEqual(grey);
        },
      ),
    );
  },
);

test("flips mirror the named axis", () => {
  const grey = Float32Array.of(1, 2, 3, 4, 5, 6);

  expect([...flip(grey, { height: 2, width: 3 }, "horizontal")]).toEqual([3, 2, 1, 6, 5, 4]);
  expect([...flip(grey, { height: 2, width: 3 }, "vertical")]).toEqual([4, 5, 6, 1, 2, 3]);
});

test("refuses an array of another size", () => {
  expect(() => distort(image, { height: 16, width: 13 }, stream(0))).toThrow(
    "distort: the image must hold 16 × 13 = 208 values, but it holds 192." +
      " Give one grey value for each pixel.",
  );
});
