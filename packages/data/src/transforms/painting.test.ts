// In- and out-painting: block sizes, borders, fills and kept area.

import { expect, test } from "vitest";
import { randomStream } from "../random/stream.ts";
import { paintIn, paintOut } from "./painting.ts";
import { DISTORT_RECIPES } from "./recipe.ts";

const side = 66;
const size = { height: side, width: side };
const { inPaint, outPaint } = DISTORT_RECIPES.authors;
const genesis = DISTORT_RECIPES["models-genesis"];

function stream(sample: number) {
  return randomStream({ seed: 9, epoch: 0, sample, op: 2 });
}

/** Distinct values in (1, 2), so that no fill of noise can equal them. */
function ramp(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => 1 + (index + 1) / (count + 2));
}

/** Bounding box of the pixels that pass the test. */
function box(image: Float32Array, width: number, passes: (v: number, i: number) => boolean) {
  const places = [...image.keys()].filter((index) => passes(image[index] ?? 0, index));
  const rows = places.map((index) => Math.floor(index / width));
  const columns = places.map((index) => index % width);
  return {
    count: places.length,
    top: Math.min(...rows),
    left: Math.min(...columns),
    bottom: Math.max(...rows),
    right: Math.max(...columns),
  };
}

test("one in-painted block has sides R/6 to R/3 and keeps 3 pixels from the border", () => {
  const image = ramp(side * side);
  const heights = new Set<number>();
  const corners = new Set<number>();
  for (let sample = 0; sample < 600; sample += 1) {
    const painted = paintIn(image, size, stream(sample), {
      blocks: 1,
      continueRate: 1,
      fill: "noise",
      hasBlackEdge: false,
    });
    const found = box(painted, side, (value) => value < 1);
    const height = found.bottom - found.top + 1;
    const width = found.right - found.left + 1;
    expect(found.count).toBe(height * width);
    heights.add(height);
    corners.add(found.top);
    expect(Math.max(found.bottom, found.right)).toBeLessThanOrEqual(side - 1 - 3);
  }

  expect([Math.min(...heights), Math.max(...heights), heights.size]).toEqual([11, 22, 12]);
  expect(Math.min(...corners)).toBe(3);
});

test("in-painting paints 4.3 blocks on average, 5 at most", () => {
  const image = ramp(side * side);
  const counts = Array.from({ length: 3000 }, (_, sample) => {
    let blocks = 0;
    const counted = { ...stream(sample) };
    const uniform = counted.uniform;
    counted.uniform = () => {
      const value = uniform();
      if (value < inPaint.continueRate) blocks += 1;
      return value;
    };
    paintIn(image, size, counted, inPaint);
    return blocks;
  });

  expect(Math.max(...counts)).toBe(5);
  expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeCloseTo(4.3, 1);
});

test.each([
  { hasBlackEdge: false, black: () => 0 },
  { hasBlackEdge: true, black: (h: number, w: number) => h + w - 1 },
])("a picked colour comes from the image; black edge: $hasBlackEdge", ({ hasBlackEdge, black }) => {
  const image = ramp(side * side);
  for (let sample = 0; sample < 50; sample += 1) {
    const painted = paintIn(image, size, stream(sample), {
      blocks: 1,
      continueRate: 1,
      fill: "picked-colour",
      hasBlackEdge,
    });
    const found = box(painted, side, (value, index) => value !== image[index]);
    const colours = new Set(painted.filter((value, index) => value !== image[index] && value > 0));

    expect(colours.size).toBe(1);
    expect(image.includes([...colours][0] ?? 0)).toBe(true);
    expect(painted.filter((value) => value === 0).length).toBe(
      black(found.bottom - found.top + 1, found.right - found.left + 1),
    );
  }
});

test("out-painting of the authors keeps about 57% of the image", () => {
  const whole = { height: 512, width: 512 };
  const image = ramp(512 * 512);
  let kept = 0;
  for (let sample = 0; sample < 60; sample += 1) {
    const painted = paintOut(image, whole, stream(sample), outPaint);
    kept += painted.filter((value, index) => value === image[index]).length / (60 * image.length);
  }

  expect(Math.abs(kept - 0.57)).toBeLessThan(0.02);
});

test("an out-painting window has sides R − 4R/7 to R − 3R/7 and one canvas colour", () => {
  const image = ramp(side * side);
  const heights = new Set<number>();
  for (let sample = 0; sample < 400; sample += 1) {
    const painted = paintOut(image, size, stream(sample), {
      ...outPaint,
      windows: 1,
    });
    const outside = new Set(painted.filter((value, index) => value !== image[index]));
    const found = box(painted, side, (value, index) => value === image[index]);
    expect(outside.size).toBe(1);
    // The canvas colour's own pixel equals the image wherever it lies.
    const height = found.bottom - found.top + 1;
    if (found.count === height * (found.right - found.left + 1)) heights.add(height);
  }

  expect([Math.min(...heights), Math.max(...heights)]).toEqual([66 - 37, 66 - 28]);
});

test("Models Genesis windows are 1 at least and 4.5 on average, on noise", () => {
  const image = ramp(side * side);
  let windows = 0;
  const draws = 2000;
  for (let sample = 0; sample < draws; sample += 1) {
    const base = stream(sample);
    const counted = {
      ...base,
      integer: (low: number, high: number) => {
        windows += 1 / 4; // a window draws two sides and two corners
        return base.integer(low, high);
      },
    };
    paintOut(image, size, counted, { ...genesis.outPaint, fill: "noise" });
  }
  const painted = paintOut(image, size, stream(0), genesis.outPaint);
  const noise = painted.filter((value) => value < 1);

  // 1 + .95 + .95² + .95³ + .95⁴ = 4.5244.
  expect(windows / draws).toBeCloseTo(4.52, 1);
  expect(new Set(noise).size).toBeGreaterThan(0.99 * noise.length);
  expect(noise.reduce((sum, value) => sum + value, 0) / noise.length).toBeCloseTo(0.5, 1);
});

test.each([1, 2, 3, 5, 7, 16])("both paintings work on a square of side %i", (tiny) => {
  const image = ramp(tiny * tiny);
  for (let sample = 0; sample < 40; sample += 1)
    for (const recipe of [DISTORT_RECIPES["authors-black-edge"], genesis]) {
      const inside = paintIn(image, { height: tiny, width: tiny }, stream(sample), recipe.inPaint);
      const outside = paintOut(
        image,
        { height: tiny, width: tiny },
        stream(sample),
        recipe.outPaint,
      );

      expect(inside.length).toBe(tiny * tiny);
      expect(outside.every((value) => value >= 0 && value < 2)).toBe(true);
    }
});
