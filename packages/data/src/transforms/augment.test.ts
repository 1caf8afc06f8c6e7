// Augmentation: identity, mirror, known shifts, range and repeatability.

import { expect, test } from "vitest";
import { RANDOM_OPS, type RandomStream, randomStream } from "../random/stream.ts";
import {
  AUGMENT_PRESETS,
  type AugmentOptions,
  type AugmentPresetName,
  augment,
  drawChange,
} from "./augment.ts";

const size = { height: 9, width: 7 };
const image = Float32Array.from({ length: 63 }, (_, index) => ((index * 29) % 63) / 63);
const still = AUGMENT_PRESETS.none;

function stream(sample: number): RandomStream {
  return randomStream({ seed: 1, epoch: 0, sample, op: RANDOM_OPS.augment });
}

/** A stream whose every uniform number is `value`. */
function fixed(value: number): RandomStream {
  return { ...stream(0), uniform: () => value };
}

function pixel(values: Float32Array, row: number, column: number): number {
  return values[row * size.width + column] ?? Number.NaN;
}

test("no limits leave the image as it is", () => {
  expect(augment(image, size, stream(0), "none")).toEqual(image);
});

test("a mirror swaps left and right", () => {
  const out = augment(image, size, stream(0), { ...still, mirrorRate: 1 });

  for (let row = 0; row < 9; row += 1)
    for (let column = 0; column < 7; column += 1)
      expect(pixel(out, row, column)).toBe(pixel(image, row, 6 - column));
});

test("a shift reads that far away and repeats the border", () => {
  // With every number 1 the shift is its limit: 2 of 7 columns and 18/7 of 9 rows.
  const out = augment(image, size, fixed(1), { ...still, shift: 2 / 7 });
  const at = (row: number, column: number) => {
    const share = 18 / 7 - 2;
    return pixel(image, row + 2, column) * (1 - share) + pixel(image, row + 3, column) * share;
  };

  expect(pixel(out, 0, 0)).toBeCloseTo(at(0, 2), 6);
  expect(pixel(out, 4, 4)).toBeCloseTo(at(4, 6), 6);
  expect(pixel(out, 4, 6)).toBeCloseTo(at(4, 6), 6);
  expect(pixel(out, 8, 6)).toBe(pixel(image, 8, 6));
});

test("a quarter turn of a square permutes its pixels", () => {
  const square = { height: 3, width: 3 };
  const grey = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9).map((value) => value / 10);

  const out = augment(grey, square, fixed(1), { ...still, rotationDegrees: 90 });

  expect([...out].map((value) => Math.round(value * 10))).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
});

test("gamma keeps black and white and halves or doubles the exponent at its limit", () => {
  const grey = Float32Array.of(0, 0.25, 1);
  const line = { height: 1, width: 3 };

  expect([...augment(grey, line, fixed(0), { ...still, gamma: 1 })]).toEqual([0, 0.5, 1]);
  expect([...augment(grey, line, fixed(1), { ...still, gamma: 1 })]).toEqual([0, 0.0625, 1]);
});

test.each(Object.keys(AUGMENT_PRESETS) as AugmentPresetName[])(
  "preset %s keeps the range and repeats for the same sample",
  (name) => {
    for (let sample = 0; sample < 50; sample += 1) {
      const out = augment(image, size, stream(sample), name);

      expect(out.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(augment(image, size, stream(sample), name)).toEqual(out);
    }
  },
);

test("the authors' preset has the published ranges", () => {
  expect(AUGMENT_PRESETS.authors).toEqual({
    rotationDegrees: 20,
    zoom: 0.15,
    shift: 0.2,
    shearDegrees: 0.15,
    mirrorRate: 0.5,
    gamma: 0,
  });
});

/** What 2,000 samples draw under one limit: least, mean and largest, and whether anything else moved. */
function drawn(
  limits: Partial<AugmentOptions>,
  of: (change: ReturnType<typeof drawChange>) => number,
) {
  const values = Array.from({ length: 2000 }, (_, sample) =>
    of(drawChange({ ...still, ...limits }, { height: 50, width: 100 }, stream(sample))),
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { least: Math.min(...values), mean, most: Math.max(...values) };
}

test.each([
  ["rotation", { rotationDegrees: 20 }, (c) => c.movement.rotationDegrees, -20, 20],
  ["zoom of rows", { zoom: 0.15 }, (c) => c.movement.zoomRows, 0.85, 1.15],
  ["zoom of columns", { zoom: 0.15 }, (c) => c.movement.zoomColumns, 0.85, 1.15],
  ["shift of rows, a share of the height", { shift: 0.2 }, (c) => c.movement.shiftRows, -10, 10],
  ["shift of columns, of the width", { shift: 0.2 }, (c) => c.movement.shiftColumns, -20, 20],
  ["shear", { shearDegrees: 0.15 }, (c) => c.movement.shearDegrees, -0.15, 0.15],
  ["exposure", { gamma: 1 }, (c) => Math.log2(c.gamma), -1, 1],
] as [
  string,
  Partial<AugmentOptions>,
  (c: ReturnType<typeof drawChange>) => number,
  number,
  number,
][])("%s is uniform in its range", (_, limits, of, low, high) => {
  const { least, mean, most } = drawn(limits, of);
  const span = high - low;

  // Of 2,000 uniform draws the extremes miss the ends by 1/2,000 of the range, the mean by 1/155 (one σ).
  expect(least).toBeGreaterThanOrEqual(low);
  expect(least).toBeLessThan(low + span / 100);
  expect(most).toBeLessThanOrEqual(high);
  expect(most).toBeGreaterThan(high - span / 100);
  expect(Math.abs(mean - (low + high) / 2)).toBeLessThan((4 * span) / 155);
});

test("the zooms of rows and columns are independent", () => {
  const both = Array.from({ length: 2000 }, (_, sample) => {
    const { movement } = drawChange({ ...still, zoom: 1 }, size, stream(sample));
    return (movement.zoomRows - 1) * (movement.zoomColumns - 1);
  });

  // The product of two uniform numbers in ±1 has the deviation 1/3: the mean of 2,000 has 1/134.
  expect(Math.abs(both.reduce((sum, value) => sum + value, 0) / 2000)).toBeLessThan(4 / 134);
});

test("half of the samples are mirrored at rate .5, none at 0", () => {
  const mirrored = (mirrorRate: number) =>
    drawn({ mirrorRate }, (change) => Number(change.movement.isMirrored)).mean;

  expect(mirrored(0)).toBe(0);
  expect(Math.abs(mirrored(0.5) - 0.5)).toBeLessThan(0.05);
  expect(mirrored(1)).toBe(1);
});

test("one limit moves nothing else, and leaves the other draws as they are", () => {
  const of = (limits: Partial<AugmentOptions>) =>
    drawChange({ ...still, ...limits }, size, stream(3)).movement;

  const still0 = of({});

  expect({ ...of({ rotationDegrees: 20 }), rotationDegrees: still0.rotationDegrees }).toEqual(
    still0,
  );
  expect(of({ rotationDegrees: 20, shift: 0.2 }).shiftRows).toBe(of({ shift: 0.2 }).shiftRows);
});

test("black and white pixels under the widest limits stay in [0, 1]", () => {
  const limits = { ...still, rotationDegrees: 180, zoom: 2, shift: 3, mirrorRate: 0.5, gamma: 4 };
  const sharp = image.map((_, index) => (index % 3 === 0 ? 1 : 0));
  for (let sample = 0; sample < 50; sample += 1) {
    const out = augment(sharp, size, stream(sample), limits);

    expect(out.every((value) => value >= 0 && value <= 1)).toBe(true);
  }
});

test("works on a single pixel", () => {
  expect([...augment(Float32Array.of(0.5), { height: 1, width: 1 }, stream(0), "authors")]).toEqual(
    [0.5],
  );
});

test("refuses an array of another size", () => {
  expect(() => augment(image, { height: 1, width: 1 }, stream(0))).toThrow(
    "augment: the image must hold 1 × 1 = 1 values, but it holds 63." +
      " Give one grey value for each pixel.",
  );
});
