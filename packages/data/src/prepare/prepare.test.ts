// Preparation: fit, padding, range, and the way back to the source's pixels.

import { describe, expect, test } from "vitest";
import type { GreyImage } from "../formats/image.ts";
import { fitSquare, prepareImage, prepareLevels, toSourceGrid } from "./prepare.ts";

function image(
  width: number,
  height: number,
  data: GreyImage["data"],
  maxValue: number,
): GreyImage {
  const source = { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 } as const;
  return { width, height, data, maxValue, source };
}

describe("prepareImage", () => {
  test("pads a landscape picture above and below with black", () => {
    const white = image(8, 4, new Uint8Array(32).fill(255), 255);

    const { data, geometry } = prepareImage(white, { size: 4, fit: "pad" });

    expect([...data]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
    expect(geometry).toMatchObject({ width: 4, height: 2, offsetX: 0, offsetY: 1, scaleX: 0.5 });
  });

  test("squashes the same picture to the whole square", () => {
    const white = image(8, 4, new Uint8Array(32).fill(255), 255);

    const { data, geometry } = prepareImage(white, { size: 4, fit: "squash" });

    expect([...data]).toEqual(new Array(16).fill(1));
    expect(geometry).toMatchObject({ width: 4, height: 4, scaleX: 0.5, scaleY: 1 });
  });

  test.each([
    [Uint8Array.of(0, 51, 102, 255), 255],
    [Uint16Array.of(0, 13_107, 26_214, 65_535), 65_535],
    [Float32Array.of(0, 0.2, 0.4, 1), 1],
  ])("brings any depth to 0–1 (%#)", (data, maxValue) => {
    const prepared = prepareImage(image(2, 2, data, maxValue), { size: 2, fit: "pad" });

    const wanted = [0, 0.2, 0.4, 1];
    wanted.forEach((value, i) => {
      expect(prepared.data[i]).toBeCloseTo(value, 6);
    });
  });

  test("keeps the levels of an 8-bit picture that has its size already", () => {
    const ramp = Uint8Array.from({ length: 256 }, (_, level) => level);

    const { levels } = prepareLevels(image(16, 16, ramp, 255), { size: 16, fit: "pad" });

    expect(levels).toEqual(ramp);
  });

  test("gives the nearest of 256 levels of a 16-bit picture", () => {
    const ramp = Uint16Array.from({ length: 1024 }, (_, i) => 64 * i);

    const { data } = prepareImage(image(32, 32, ramp, 65_535), { size: 32, fit: "pad" });

    const wanted = Float32Array.from(ramp, (value) => Math.round((255 * value) / 65_535) / 255);
    expect(data).toEqual(wanted);
  });

  test("clips what a bicubic filter overshoots", () => {
    const edge = image(2, 1, Uint8Array.of(0, 255), 255);

    const { data } = prepareImage(edge, { size: 8, fit: "squash", filter: "bicubic" });

    expect([Math.min(...data), Math.max(...data)]).toEqual([0, 1]);
  });

  test("a line of pixels keeps at least one row", () => {
    expect(fitSquare(1000, 1, 16, "pad")).toMatchObject({ width: 16, height: 1, offsetY: 7 });
  });

  test.each([0, 1.5, -4, Number.NaN])("refuses the size %d", (size) => {
    const grey = image(1, 1, Uint8Array.of(0), 255);

    expect(() => prepareImage(grey, { size, fit: "pad" })).toThrow(
      `prepare: "size" must be a whole number of at least 1, but it is ${size}. Give the model's input size.`,
    );
  });
});

describe("toSourceGrid", () => {
  test("cuts the padding off and gives the source's size", () => {
    const geometry = fitSquare(8, 4, 4, "pad");
    const map = Float32Array.of(9, 9, 9, 9, 1, 1, 1, 1, 1, 1, 1, 1, 9, 9, 9, 9);

    const back = toSourceGrid(map, geometry);

    expect(back).toHaveLength(32);
    expect([...back]).toEqual(new Array(32).fill(1));
  });

  test("a spot comes back where it was", () => {
    const spot = new Uint8Array(60 * 30);
    spot[9 * 60 + 41] = 255;
    const { data, geometry } = prepareImage(image(60, 30, spot, 255), { size: 60, fit: "pad" });

    const back = toSourceGrid(data, geometry);

    expect(back.indexOf(Math.max(...back))).toBe(9 * 60 + 41);
  });
});
