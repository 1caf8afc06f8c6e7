// The content of an image: bars are cut, films are not.

import { expect, test } from "vitest";
import { resize } from "../prepare/resize.ts";
import { imageOf, padded, phantomFilm } from "./copies.test-support.ts";
import { contentBox, filmPlane, wholeBox } from "./film-plane.ts";

test("bars of one value are cut, up to 40 % of a side", () => {
  const film = phantomFilm(0, 0, 64);

  expect(contentBox(padded(film, 12))).toEqual({ left: 12, top: 12, right: 76, bottom: 76 });
});

test("an empty image is left whole", () => {
  const empty = imageOf(new Float32Array(20 * 10), 20, 10);

  expect(contentBox(empty)).toEqual(wholeBox(empty));
});

test("a bar that JPEG made uneven is cut, a faint gradient is not", () => {
  const width = 40;
  const values = Array.from({ length: width * width }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return x < 6 ? 0.01 * ((x + y) % 3) : (x + y) / (2 * width);
  });

  expect(contentBox(imageOf(values, width, width)).left).toBe(6);
  expect(contentBox(imageOf(values, width, width)).top).toBe(0);
});

test("the box is resized by its longer side", () => {
  const plane = filmPlane(phantomFilm(0, 0, 64), { left: 0, top: 0, right: 64, bottom: 32 }, 128);

  expect([plane.width, plane.height]).toEqual([128, 64]);
});

test("a large image is averaged before it is resized, with nearly the same plane", () => {
  const film = phantomFilm(0, 0, 400);
  const plane = filmPlane(film, wholeBox(film), 50);
  const direct = resize(film.data, film, { width: 50, height: 50 });

  expect(
    Math.max(...plane.data.map((value, at) => Math.abs(value - (direct[at] as number)))),
  ).toBeLessThan(12);
});
