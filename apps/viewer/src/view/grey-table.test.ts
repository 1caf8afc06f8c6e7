// The grey table at its ends and in its middle, for 8 and 16 bits, and pixels made with it.
import { describe, expect, test } from "vitest";
import { greyTable, paintGrey } from "./grey-table.ts";

const bytes = { low: 0, high: 255, lastStep: 255 };

describe("greyTable", () => {
  test("knows films that do not begin at 0", () => {
    const table = greyTable({
      window: { centre: -500, width: 1000 },
      isInverted: false,
      scale: { low: -1000, high: 1000, lastStep: 4 },
    });

    // Values −1000, −500, 0, 500, 1000.
    expect([...table]).toEqual([0, 128, 255, 255, 255]);
  });

  test("is the identity for the whole range of 8 bits", () => {
    const table = greyTable({
      window: { centre: 127.5, width: 255 },
      isInverted: false,
      scale: bytes,
    });

    expect([...table]).toEqual(Array.from({ length: 256 }, (_, step) => step));
  });

  test("is black below the window, white above and grey in its middle", () => {
    const table = greyTable({
      window: { centre: 100, width: 50 },
      isInverted: false,
      scale: bytes,
    });

    expect([table[0], table[75], table[100], table[125], table[255]]).toEqual([
      0, 0, 128, 255, 255,
    ]);
  });

  test("has 65,536 entries for 16 bits, in the film's own unit", () => {
    const table = greyTable({
      window: { centre: 0.25, width: 0.5 },
      isInverted: false,
      scale: { low: 0, high: 1, lastStep: 65_535 },
    });

    expect(table.length).toBe(65_536);
    expect([table[0], table[16_384], table[32_768], table[65_535]]).toEqual([0, 128, 255, 255]);
  });

  test("is turned over when inverted", () => {
    const options = { window: { centre: 90, width: 77 }, scale: bytes };

    const table = greyTable({ ...options, isInverted: false });
    const inverted = greyTable({ ...options, isInverted: true });

    expect([...inverted]).toEqual([...table].map((grey) => 255 - grey));
  });
});

test("paintGrey writes the part of a film as opaque grey pixels", () => {
  const copy = { width: 3, height: 2, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) };
  const table = Uint8Array.from({ length: 256 }, (_, step) => 10 * Math.min(25, step));
  const into = new Uint8ClampedArray(2 * 2 * 4);

  paintGrey(copy, { left: 1, top: 0, width: 2, height: 2 }, table, into);

  expect([...into]).toEqual([20, 20, 20, 255, 30, 30, 30, 255, 50, 50, 50, 255, 60, 60, 60, 255]);
});
