// The eight EXIF orientations.

import { expect, test } from "vitest";
import { turnUpright } from "./turn-upright.ts";

// Exif's own picture of them: the upright scene is the letter F, here with a mark in one corner.
const upright = ["11", "10", "12"];

test.each([
  [1, upright],
  [2, ["11", "01", "21"]],
  [3, ["21", "01", "11"]],
  [4, ["12", "10", "11"]],
  [5, ["111", "102"]],
  [6, ["102", "111"]],
  [7, ["201", "111"]],
  [8, ["111", "201"]],
])("orientation %i", (orientation, stored) => {
  const raster = (rows: readonly string[], channels: number) => ({
    width: rows[0]?.length ?? 0,
    height: rows.length,
    channels,
    data: Uint8Array.from(
      [...rows.join("")].flatMap((digit) =>
        Array.from({ length: channels }, (_, c) => Number(digit) + 10 * c),
      ),
    ),
  });

  for (const channels of [1, 2, 3, 4]) {
    expect(turnUpright(raster(stored, channels), orientation)).toEqual(raster(upright, channels));
  }
});
