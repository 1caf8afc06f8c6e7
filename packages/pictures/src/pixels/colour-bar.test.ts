// The colour bar ends in both colours of its map.
import { expect, test } from "vitest";
import { COLOUR_MAPS, colourAt } from "../colours/colour-maps.ts";
import { withColourBar } from "./colour-bar.ts";

test.each(["viridis", "jet"] as const)(
  "%s stands beside the picture, 1 at the top and 0 at the bottom",
  (name) => {
    const { table } = COLOUR_MAPS[name];
    const grey = { width: 4, height: 80, channels: 1 as const, data: new Uint8Array(320).fill(9) };

    const { width, height, data } = withColourBar(grey, COLOUR_MAPS[name]);

    const at = (x: number, y: number): number[] => [
      ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
    ];
    expect(height).toBe(80);
    expect(at(0, 0)).toEqual([9, 9, 9]);
    expect(at(10, 0)).toEqual([...table.subarray(colourAt(1))]);
    expect(at(10, 79)).toEqual([...table.subarray(0, 3)]);
  },
);
