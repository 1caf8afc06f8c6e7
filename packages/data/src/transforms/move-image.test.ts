// Movements of an image against scipy, and what must hold for each of them.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Movement, moveImage, stillMovement } from "./move-image.ts";

interface Fixture {
  readonly height: number;
  readonly width: number;
  readonly image: readonly number[];
  readonly cases: readonly {
    readonly title: string;
    readonly movement: Movement;
    readonly expected: readonly number[];
  }[];
}

const path = new URL("../../../../tests/fixtures/augment/moved-images.json", import.meta.url);
const { height, width, image, cases } = JSON.parse(readFileSync(path, "utf8")) as Fixture;
const grey = Float32Array.from(image);
const size = { height, width };

test.each(cases)("$title moves pixels as scipy with Keras' matrices", ({ movement, expected }) => {
  const found = moveImage(grey, size, movement);

  const worst = Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? Number.NaN))));
  expect(worst).toBeLessThan(1e-6);
});

test("no movement leaves every pixel, and makes a copy", () => {
  const found = moveImage(grey, size, stillMovement);

  expect(found).toEqual(grey);
  expect(found).not.toBe(grey);
});

const anyMovement = fc.record({
  rotationDegrees: fc.double({ min: -180, max: 180, noNaN: true }),
  zoomRows: fc.double({ min: 0.5, max: 2, noNaN: true }),
  zoomColumns: fc.double({ min: 0.5, max: 2, noNaN: true }),
  shiftRows: fc.double({ min: -8, max: 8, noNaN: true }),
  shiftColumns: fc.double({ min: -8, max: 8, noNaN: true }),
  shearDegrees: fc.double({ min: -45, max: 45, noNaN: true }),
  isMirrored: fc.boolean(),
});

test("a mirrored movement is the mirror of the movement", () => {
  fc.assert(
    fc.property(anyMovement, (movement) => {
      const plain = moveImage(grey, size, { ...movement, isMirrored: false });
      const mirrored = moveImage(grey, size, { ...movement, isMirrored: true });

      for (let row = 0; row < height; row += 1)
        for (let column = 0; column < width; column += 1)
          expect(mirrored[row * width + column]).toBe(plain[row * width + width - 1 - column]);
    }),
    { numRuns: 50 },
  );
});

test("no movement leaves the range of the grey values, and a flat image stays flat", () => {
  const flat = new Float32Array(grey.length).fill(0.25);
  const [low, high] = [Math.min(...grey), Math.max(...grey)];
  fc.assert(
    fc.property(anyMovement, (movement) => {
      const found = moveImage(grey, size, movement);

      expect(found.every((value) => value >= low && value <= high)).toBe(true);
      expect(moveImage(flat, size, movement)).toEqual(flat);
    }),
    { numRuns: 50 },
  );
});

test("four quarter turns of a square are no turn", () => {
  const square = { height: 5, width: 5 };
  const start = Float32Array.from({ length: 25 }, (_, index) => index / 25);
  const turn = (from: Float32Array) =>
    moveImage(from, square, { ...stillMovement, rotationDegrees: 90 });

  const once = turn(start);
  const back = turn(turn(turn(once)));

  expect([...once].map((value) => Math.round(value * 25)).slice(0, 5)).toEqual([20, 15, 10, 5, 0]);
  expect(Math.max(...back.map((value, i) => Math.abs(value - (start[i] ?? 1))))).toBeLessThan(1e-5);
});

test("refuses an array of another size", () => {
  expect(() => moveImage(grey, { height: 1, width: 1 }, stillMovement)).toThrow(
    "augment: the image must hold 1 × 1 = 1 values, but it holds 88." +
      " Give one grey value for each pixel.",
  );
});
