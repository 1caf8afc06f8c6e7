// Films for drawing: copies that keep the mean, histograms that count every pixel.
import { describe, expect, test } from "vitest";
import { displayFilm, halved, valueOfStep } from "./display-film.ts";

const source = {
  format: "png",
  bits: 8,
  channels: 1,
  inverted: false,
  orientation: 1,
} as const;

describe("displayFilm", () => {
  test("keeps 8-bit films as they are and counts every pixel", () => {
    const data = Uint8Array.from([0, 255, 7, 7]);

    const film = displayFilm({ width: 2, height: 2, data, maxValue: 255, source });

    expect(film.copies).toEqual([{ width: 2, height: 2, data }]);
    expect(film).toMatchObject({ lastStep: 255, low: 0, high: 255, digits: 0 });
    expect([film.histogram[0], film.histogram[7], film.histogram[255]]).toEqual([1, 2, 1]);
    expect(film.histogram.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  test("turns floats into 65,536 steps and clamps them", () => {
    const data = Float32Array.from([-1, 0, 0.5, 2]);

    const film = displayFilm({ width: 4, height: 1, data, maxValue: 1, source });

    expect(film).toMatchObject({ lastStep: 65_535, low: 0, high: 1, digits: 3 });
    expect([...(film.copies[0]?.data ?? [])]).toEqual([0, 0, 32_768, 65_535]);
  });

  test("shows the values before the window where there are some", () => {
    const window = { low: 100, high: 300 };
    const steps = Uint16Array.of(0, 65_535);
    const stored = { steps, low: -50, high: 4000, window, isNegative: true };
    const data = Float32Array.of(1, 0);

    const film = displayFilm({ width: 2, height: 1, data, maxValue: 1, source, stored });

    expect(film).toMatchObject({
      low: -50,
      high: 4000,
      digits: 0,
      isNegative: true,
      given: window,
    });
    expect(film.copies[0]?.data).toBe(steps);
    expect([0, 65_535].map((step) => valueOfStep(film, step))).toEqual([-50, 4000]);
  });

  test("makes copies of half the sides until one is small", () => {
    const data = new Uint16Array(1001 * 300);

    const film = displayFilm({ width: 1001, height: 300, data, maxValue: 65_535, source });

    expect(film.copies.map(({ width, height }) => [width, height])).toEqual([
      [1001, 300],
      [501, 150],
      [251, 75],
    ]);
  });
});

describe("halved", () => {
  test("takes the mean of four pixels", () => {
    const copy = halved({ width: 2, height: 2, data: Uint8Array.from([0, 1, 2, 3]) });

    expect(copy).toEqual({ width: 1, height: 1, data: Uint8Array.from([2]) });
  });

  test("counts the last column and row of odd sides twice", () => {
    const data = Uint16Array.from([10, 20, 30, 40, 50, 60, 70, 80, 90]);

    const copy = halved({ width: 3, height: 3, data });

    expect([...copy.data]).toEqual([30, 45, 75, 90]);
  });
});
