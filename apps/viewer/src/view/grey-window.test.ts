// Windows: presets from the histogram, drags as OHIF's, and limits.
import { describe, expect, test } from "vitest";
import { type DisplayFilm, displayFilm } from "./display-film.ts";
import {
  allowedWindow,
  draggedWindow,
  firstWindow,
  presetWindow,
  valueAtShare,
  WINDOW_PRESETS,
  type WindowPreset,
  windowBetween,
  windowEnds,
} from "./grey-window.ts";

function filmOf(data: Uint8Array | Uint16Array | Float32Array, maxValue: number): DisplayFilm {
  const source = { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 } as const;
  return displayFilm({ width: data.length, height: 1, data, maxValue, source });
}

/** One pixel of each grey, and a black and a white border. */
const ramp = filmOf(
  Uint8Array.from({ length: 456 }, (_, at) => (at < 100 ? 0 : at >= 356 ? 255 : at - 100)),
  255,
);

describe("presets", () => {
  test("are five, with the whole range first and the automatic window second", () => {
    expect(WINDOW_PRESETS.map(({ name }) => name)).toEqual([
      "Whole range",
      "Auto",
      "Dark parts",
      "Bright parts",
      "High contrast",
    ]);
    expect(presetWindow(ramp, WINDOW_PRESETS[0] as WindowPreset)).toEqual({
      centre: 127.5,
      width: 255,
    });
  });

  test("leave borders of pure black and white out of the shares", () => {
    expect(valueAtShare(ramp, 0.005)).toBeCloseTo(2, 6);
    expect(valueAtShare(ramp, 0.5)).toBeCloseTo(127, 6);
    expect(valueAtShare(ramp, 0.995)).toBeCloseTo(253, 6);
  });

  test("stay usable for a film of one grey, and for one of black and white only", () => {
    const auto = WINDOW_PRESETS[1] as WindowPreset;

    expect(presetWindow(filmOf(new Uint8Array(9).fill(80), 255), auto)).toEqual({
      centre: 80,
      width: 1,
    });
    expect(presetWindow(filmOf(Uint8Array.from([0, 255]), 255), auto)).toEqual({
      centre: 127.5,
      width: 255,
    });
  });
});

describe("the first window", () => {
  test("shows 12 bits in a file of 16 without the empty range", () => {
    const film = filmOf(
      Uint16Array.from({ length: 4096 }, (_, at) => at),
      65_535,
    );

    const { low, high } = windowEnds(firstWindow(film));

    expect(low).toBeCloseTo(21, 0);
    expect(high).toBeCloseTo(4075, 0);
  });

  test("shows everything where the file said what black and white are", () => {
    expect(firstWindow(ramp)).toEqual({ centre: 127.5, width: 255 });
    expect(firstWindow(filmOf(Float32Array.from([0.2, 0.4]), 1))).toEqual({
      centre: 0.5,
      width: 1,
    });
  });
});

describe("a film of stored values", () => {
  const stored = {
    steps: Uint16Array.from({ length: 1001 }, (_, at) => Math.round((65_535 * at) / 1000)),
    ...{ low: 0, high: 1000, isNegative: true },
    window: { low: -100, high: 4000 },
  };
  const source = { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 } as const;
  const data = new Float32Array(1001);
  const film = displayFilm({ width: 1001, height: 1, data, maxValue: 1, source, stored });

  test("begins in the file's own window, even where it is wider than the film", () => {
    expect(firstWindow(film)).toEqual({ centre: 1950, width: 4100 });
  });

  test("that is a negative has its dark parts at the high values", () => {
    const { low, high } = windowEnds(presetWindow(film, WINDOW_PRESETS[2] as WindowPreset));

    expect(low).toBeCloseTo(400, -1);
    expect(high).toBeCloseTo(995, -1);
  });
});

describe("a drag", () => {
  const window = { centre: 100, width: 50 };

  test("to the right widens, down raises the level, by the range per 512 pixels", () => {
    expect(draggedWindow(ramp, window, { x: 512, y: 0 })).toEqual({ centre: 100, width: 305 });
    expect(draggedWindow(ramp, window, { x: 0, y: 128 })).toEqual({ centre: 163.75, width: 50 });
  });

  test("ends at one step, at twice the range, and with the level on the film", () => {
    expect(draggedWindow(ramp, window, { x: -9999, y: -9999 })).toEqual({ centre: 0, width: 1 });
    expect(draggedWindow(ramp, window, { x: 9999, y: 9999 })).toEqual({ centre: 255, width: 510 });
  });
});

test("a window between two values is their middle and distance, in any order", () => {
  expect(windowBetween(ramp, 40, 200)).toEqual({ centre: 120, width: 160 });
  expect(windowBetween(ramp, 200, 40)).toEqual({ centre: 120, width: 160 });
  expect(allowedWindow(ramp, { centre: 120, width: 160 })).toEqual({ centre: 120, width: 160 });
});
