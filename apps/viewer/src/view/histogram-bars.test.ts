// Bars of a histogram, and which handle a pointer takes.
import { describe, expect, test } from "vitest";
import { displayFilm } from "./display-film.ts";
import { handleAt, histogramBars } from "./histogram-bars.ts";

const source = { format: "png", bits: 8, channels: 1, inverted: false, orientation: 1 } as const;

describe("histogramBars", () => {
  test("are as high as the logarithm of their counts", () => {
    const data = Uint8Array.from([...Array(99).fill(0), ...Array(9).fill(200), 255]);
    const film = displayFilm({ width: data.length, height: 1, data, maxValue: 255, source });

    const bars = histogramBars(film, 4);

    expect(bars[0]).toBe(1);
    expect(bars[1]).toBe(0);
    expect(bars[3]).toBeCloseTo(Math.log(11) / Math.log(100));
  });

  test("are alike for 8 and 16 bits of one film", () => {
    const steps = [0, 10, 10, 90, 255];
    const film = (data: Uint8Array | Uint16Array, maxValue: number) =>
      displayFilm({ width: 5, height: 1, data, maxValue, source });

    const eight = histogramBars(film(Uint8Array.from(steps), 255));
    const sixteen = histogramBars(
      film(
        Uint16Array.from(steps, (step) => 257 * step),
        65_535,
      ),
    );

    expect([...sixteen]).toEqual([...eight]);
  });
});

describe("handleAt", () => {
  test.each([
    [95, "low"],
    [104, "low"],
    [150, "centre"],
    [195, "high"],
    [210, "high"],
    [230, undefined],
    [60, undefined],
  ])("at %i px of a window from 100 to 200 px it is %s", (x, handle) => {
    expect(handleAt(x, { low: 100, high: 200 })).toBe(handle);
  });

  test("a window of 3 px can still be moved by its middle", () => {
    expect(handleAt(101.5, { low: 100, high: 103 })).toBe("centre");
    expect(handleAt(99, { low: 100, high: 103 })).toBe("low");
    expect(handleAt(104, { low: 100, high: 103 })).toBe("high");
  });
});
