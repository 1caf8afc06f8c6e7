// Images that are no chest films: altered ones undo themselves, made ones differ and stay in range.
import { expect, test } from "vitest";
import {
  type ALTERED_FILMS,
  alterFilm,
  makeForeignImage,
  SYNTHETIC_IMAGES,
} from "./foreign-image.ts";

const SIDE = 16;
const film = Float32Array.from({ length: SIDE * SIDE }, (_, pixel) => ((pixel * 7) % 255) / 256);

test("upside down twice and four quarter turns give the film back", () => {
  const repeat = (kind: (typeof ALTERED_FILMS)[number], times: number) =>
    Array.from({ length: times }).reduce<Float32Array>((one) => alterFilm(kind, one, SIDE), film);

  expect(repeat("upside-down", 2)).toEqual(film);
  expect(repeat("turned", 4)).toEqual(film);
  expect(repeat("turned", 2)).not.toEqual(film);
});

test("a quarter turn moves the upper left corner to the upper right", () => {
  const corner = new Float32Array(SIDE * SIDE);
  corner[0] = 1;

  expect(alterFilm("turned", corner, SIDE).indexOf(1)).toBe(SIDE - 1);
});

test("inverting leaves black margins black", () => {
  const padded = film.map((_, pixel) => {
    const y = Math.floor(pixel / SIDE);
    return y < 4 || y >= 12 ? 0 : 0.25;
  });

  const inverted = alterFilm("inverted", padded, SIDE);

  expect(inverted.subarray(0, 4 * SIDE).every((value) => value === 0)).toBe(true);
  expect(inverted.subarray(4 * SIDE, 12 * SIDE).every((value) => value === 0.75)).toBe(true);
  expect(inverted.subarray(12 * SIDE).every((value) => value === 0)).toBe(true);
  expect(alterFilm("inverted", new Float32Array(SIDE * SIDE), SIDE)).toEqual(
    new Float32Array(SIDE * SIDE),
  );
});

test.each(SYNTHETIC_IMAGES)(
  "%s is the same again, another for another number, in [0, 1]",
  (kind) => {
    const make = (index: number) => makeForeignImage(kind, { seed: 3, index, size: 32 });

    const [first, again, second] = [make(0), make(0), make(1)];

    expect(again).toEqual(first);
    expect(second).not.toEqual(first);
    for (const value of [...first, ...second]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  },
);
