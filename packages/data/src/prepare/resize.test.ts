// The antialiased resize against Pillow's numbers and against what any resize must keep.

import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type ResizeFilter, resize } from "./resize.ts";

/** The picture of the reference: (7x² + 13y + 3xy) mod 31. */
function picture(width: number, height: number): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    return (7 * x * x + 13 * y + 3 * x * y) % 31;
  });
}

// Image.fromarray(picture, "F").resize((W, H), filter) in Pillow 9.4, printed with 5 decimals.
const PILLOW: readonly (readonly [
  ResizeFilter,
  number,
  number,
  number,
  number,
  readonly number[],
])[] = [
  [
    "bilinear",
    7,
    5,
    3,
    4,
    [
      11.23214, 14.45588, 13.42857, 16.11309, 14.89706, 10.42857, 16.19643, 9.71569, 7.42857,
      14.80357, 18.05882, 9.41071,
    ],
  ],
  [
    "bicubic",
    7,
    5,
    3,
    4,
    [
      10.39396, 15.8394, 13.13372, 16.53687, 15.16184, 10.458, 16.6765, 8.61248, 6.74168, 14.64627,
      19.38593, 9.20002,
    ],
  ],
  [
    "bilinear",
    3,
    2,
    7,
    5,
    [
      0, 1, 4, 7, 16, 25, 28, 1.3, 2.34286, 5.47143, 8.6, 16.4, 24.2, 26.8, 6.5, 7.71429, 11.35714,
      15, 18, 21, 22, 11.7, 13.08571, 17.24286, 21.4, 19.6, 17.8, 17.2, 13, 14.42857, 18.71428, 23,
      20, 17, 16,
    ],
  ],
  [
    "bicubic",
    3,
    2,
    7,
    5,
    [
      -1.93224, -0.85401, 0.88236, 5.41509, 16.33163, 27.00532, 31.4746, 0.16017, 1.37069, 3.60499,
      8.0488, 16.96817, 25.46823, 29.05615, 5.68269, 7.24238, 10.79086, 15, 18.6482, 21.41136,
      22.67308, 11.20522, 13.11407, 17.97673, 21.9512, 20.32823, 17.35449, 16.29001, 13.29762,
      15.33877, 20.69935, 24.58491, 20.96477, 15.8174, 13.87155,
    ],
  ],
  [
    "bilinear",
    9,
    9,
    4,
    4,
    [
      13.63673, 14.78188, 12.06063, 9.76898, 15.91498, 13.30756, 8.9994, 9.30314, 16.27108,
      17.63236, 9.60083, 13.42857, 17.79755, 11.64042, 14.2223, 16.26857,
    ],
  ],
  [
    "bicubic",
    9,
    9,
    4,
    4,
    [
      13.39243, 15.32399, 11.68666, 9.70589, 16.29704, 13.28742, 8.39904, 9.2413, 15.94108,
      18.99354, 8.47292, 13.50401, 18.42266, 10.99899, 13.85016, 16.83041,
    ],
  ],
];

describe("Pillow's numbers", () => {
  test.each(PILLOW)("%s %i×%i → %i×%i", (filter, width, height, toWidth, toHeight, wanted) => {
    const from = { width, height };
    const out = resize(picture(width, height), from, { width: toWidth, height: toHeight }, filter);

    const worst = wanted.reduce((w, v, i) => Math.max(w, Math.abs(v - (out[i] as number))), 0);
    expect(out).toHaveLength(wanted.length);
    // The reference has 5 decimals and was summed in 32 bits.
    expect(worst).toBeLessThan(2e-5);
  });
});

const side = fc.integer({ min: 1, max: 24 });
const filters = fc.constantFrom<ResizeFilter>("bilinear", "bicubic");

test("the same size gives back the same picture", () => {
  const data = picture(7, 5);
  const size = { width: 7, height: 5 };

  expect(resize(data, size, size, "bilinear")).toEqual(data);
  expect(resize(data, size, size, "bicubic")).toEqual(data);
});

test("a constant stays that constant", () => {
  fc.assert(
    fc.property(side, side, side, side, filters, (width, height, toWidth, toHeight, filter) => {
      const data = new Float32Array(width * height).fill(0.7);
      const out = resize(data, { width, height }, { width: toWidth, height: toHeight }, filter);

      for (const value of out) expect(value).toBeCloseTo(0.7, 6);
    }),
  );
});

test("bilinear never leaves the range of its input", () => {
  fc.assert(
    fc.property(side, side, side, side, (width, height, toWidth, toHeight) => {
      const out = resize(
        picture(width, height),
        { width, height },
        { width: toWidth, height: toHeight },
      );

      expect(Math.min(...out)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...out)).toBeLessThanOrEqual(31);
    }),
  );
});

test("a ramp stays a ramp away from the borders when halved", () => {
  const ramp = Float32Array.from({ length: 32 }, (_, x) => x);

  const out = resize(ramp, { width: 32, height: 1 }, { width: 16, height: 1 });

  // Pixel i of the half lies between pixels 2i and 2i + 1.
  const inner = [...out.subarray(1, 15)];
  expect(inner.map((v, i) => Math.abs(v - (2 * (i + 1) + 0.5)) < 1e-5)).toEqual(
    new Array(14).fill(true),
  );
});

test("fine stripes become even grey, not moiré", () => {
  const stripes = Float32Array.from({ length: 64 * 4 }, (_, i) => i % 2);

  const out = resize(stripes, { width: 64, height: 4 }, { width: 16, height: 1 });

  for (const value of out.subarray(1, 15)) expect(value).toBeCloseTo(0.5, 5);
});

test("a turned picture gives the turned result, whichever pass comes first", () => {
  const turn = (data: Float32Array, width: number, height: number): Float32Array =>
    data.map((_, i) => data[(i % height) * width + Math.floor(i / height)] as number);
  fc.assert(
    fc.property(side, side, side, side, filters, (width, height, toWidth, toHeight, filter) => {
      const data = picture(width, height);
      const out = resize(data, { width, height }, { width: toWidth, height: toHeight }, filter);
      const turned = resize(
        turn(data, width, height),
        { width: height, height: width },
        { width: toHeight, height: toWidth },
        filter,
      );

      turn(out, toWidth, toHeight).forEach((v, i) => {
        expect(turned[i]).toBeCloseTo(v, 4);
      });
    }),
  );
});

describe("memory", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test.each([
    [2, 900],
    [900, 2],
  ])("a picture of %i×%i keeps no long and wide plane in between", (width, height) => {
    const lengths: number[] = [];
    class Counted extends Float64Array {
      constructor(length: number) {
        super(length);
        lengths.push(length);
      }
    }
    vi.stubGlobal("Float64Array", Counted);

    resize(new Uint8Array(1800), { width, height }, { width: 30, height: 30 });

    // The smaller pass leaves 30 × 2 values, the other one 30 × 900.
    expect(Math.max(...lengths)).toBe(60);
  });
});
