// Views of films: what each keeps, what none of them brings back.

import { expect, test } from "vitest";
import { makePhantom } from "../phantom/make-phantom.ts";
import { INPUT_VIEWS, type InputViewName, thumbnailOf, viewImage } from "./input-view.ts";

const SIDE = 32;
const size = { height: SIDE, width: SIDE };
const film = Float32Array.from({ length: SIDE * SIDE }, (_, pixel) => 0.25 + (pixel % 7) / 10);
const lungs = Uint8Array.from({ length: SIDE * SIDE }, (_, pixel) =>
  Math.abs((pixel % SIDE) - 16) < 5 && Math.abs(Math.floor(pixel / SIDE) - 16) < 7 ? 1 : 0,
);

const kept = (view: InputViewName): number[][] => {
  const seen = viewImage(view, film, size, lungs);
  return Array.from({ length: SIDE }, (_, y) =>
    Array.from({ length: SIDE }, (_, x) => (seen[y * SIDE + x] === 0 ? 0 : 1)),
  );
};
const count = (rows: number[][]): number => rows.flat().reduce((sum, one) => sum + one, 0);

test("the whole film is the film itself", () => {
  expect(viewImage("whole", film, size)).toBe(film);
});

test("the ring keeps a border of a sixteenth of the side", () => {
  const rows = kept("ring");

  expect(count(rows)).toBe(SIDE * SIDE - 28 * 28);
  expect([rows[1]?.[16], rows[2]?.[16], rows[16]?.[29], rows[16]?.[30]]).toEqual([1, 0, 0, 1]);
});

test("the central box takes four fifths of each side", () => {
  const rows = kept("centre-out");

  expect(count(rows)).toBe(SIDE * SIDE - 26 * 26);
  expect([rows[2]?.[16], rows[3]?.[16], rows[16]?.[28], rows[16]?.[29]]).toEqual([1, 0, 0, 1]);
});

test("a mask grows by a thirty-second of the side and hides or keeps the lungs", () => {
  const out = kept("lungs-out");
  const only = kept("lungs-only");

  expect(count(only)).toBe((9 + 2) * (13 + 2));
  expect(count(out)).toBe(SIDE * SIDE - count(only));
  expect([out[16]?.[10], out[16]?.[11], only[8]?.[16], only[9]?.[16]]).toEqual([1, 0, 0, 1]);
});

test("what a view keeps has the film's own values", () => {
  for (const view of ["ring", "centre-out", "lungs-out", "lungs-only"] as const) {
    const seen = viewImage(view, film, size, lungs);
    const changed = [...seen.keys()].filter((p) => seen[p] !== 0 && seen[p] !== film[p]);
    expect(changed).toEqual([]);
  }
});

test("a thumbnail holds the means of its areas", () => {
  const thumbnail = thumbnailOf(film, size);

  const area = [0, 1, SIDE, SIDE + 1].map((pixel) => film[pixel] as number);
  expect(thumbnail).toHaveLength(256);
  expect(thumbnail[0]).toBeCloseTo(area.reduce((a, b) => a + b) / 4, 6);
});

test("a thumbnail of a side that 16 does not divide weighs parts of pixels", () => {
  const ramp = Float32Array.from({ length: 24 * 24 }, (_, pixel) => (pixel % 24) / 24);

  const thumbnail = thumbnailOf(ramp, { height: 24, width: 24 });

  // Area 1 covers pixels 1.5 to 3: half of pixel 1 and pixel 2.
  expect(thumbnail[1]).toBeCloseTo((0.5 * 1 + 2) / 1.5 / 24, 6);
  const mean = (values: Float32Array) => values.reduce((a, b) => a + b) / values.length;
  expect(mean(thumbnail)).toBeCloseTo(mean(ramp), 6);
});

test("films with one thumbnail look the same through it", () => {
  const other = Float32Array.from(film);
  // Swapping two pixels of one area leaves its mean.
  [other[0], other[1]] = [film[1] as number, film[0] as number];

  const [a, b] = [film, other].map((one) => viewImage("thumbnail", one, size));

  expect(other).not.toEqual(film);
  a?.forEach((value, pixel) => {
    expect(value).toBeCloseTo(b?.[pixel] as number, 6);
  });
});

test("the box covers the phantoms' lungs, and the ring has nothing of them", () => {
  const side = { height: 64, width: 64 };
  const ones = new Float32Array(64 * 64).fill(1);
  let all = 0;
  let covered = 0;
  let inRing = 0;
  for (let index = 0; index < 60; index += 1) {
    const { lungMask } = makePhantom({ seed: 0, index, size: 64 });
    const box = viewImage("centre-out", ones, side);
    const ring = viewImage("ring", ones, side);
    lungMask.forEach((value, pixel) => {
      all += value;
      if (box[pixel] === 0) covered += value;
      if (ring[pixel] === 1) inRing += value;
    });
  }

  expect(covered / all).toBeGreaterThan(0.99);
  expect(inRing / all).toBeLessThan(0.001);
});

test("no view changes the film", () => {
  const before = Float32Array.from(film);

  for (const view of INPUT_VIEWS) viewImage(view, film, size, lungs);

  expect(film).toEqual(before);
});

test("a view of the lungs without a mask is refused", () => {
  expect(() => viewImage("lungs-out", film, size)).toThrow(
    'view "lungs-out": the lung mask must hold 1024 values, but there is none. Give the film\'s own mask.',
  );
  expect(() => viewImage("lungs-only", film, size, new Uint8Array(3))).toThrow(
    'view "lungs-only": the lung mask must hold 1024 values, but it holds 3. Give the film\'s own mask.',
  );
});
