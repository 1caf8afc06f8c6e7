// Phantoms: repeatability, truth of the masks, and what can and cannot solve them.

import { expect, test } from "vitest";
import { CLASSES, type ClassName, classIndex } from "../dataset/classes.ts";
import { makePhantom } from "./make-phantom.ts";
import { PHANTOM_SOURCES } from "./phantom-plan.ts";

function share(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + value, 0) / mask.length;
}

function meanWhere(image: Float32Array, passes: (pixel: number) => boolean): number {
  const chosen = image.filter((_, pixel) => passes(pixel));
  return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
}

test("the same options give the same film, other seeds and films another", () => {
  const options = { seed: 3, index: 5, size: 48 };
  const first = makePhantom(options);

  expect(makePhantom(options)).toEqual(first);
  expect(makePhantom({ ...options, seed: 4 }).image).not.toEqual(first.image);
  expect(makePhantom({ ...options, film: 1 }).image).not.toEqual(first.image);
});

test.each([16, 33, 64, 128])("a film of side %i has grey values in [0, 1] and lungs", (size) => {
  const { image, lungMask, lesionMask } = makePhantom({ seed: 1, index: 1, size });

  expect(image.length).toBe(size * size);
  expect(image.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect(share(lungMask)).toBeGreaterThan(0.18);
  expect(share(lungMask)).toBeLessThan(0.4);
  expect(share(lesionMask)).toBeGreaterThan(0.02);
});

test("films of side 16 to 33 have grey values in [0, 1], lungs, and their lesion", () => {
  for (let size = 16; size <= 33; size += 1)
    for (let index = 0; index < 9; index += 1) {
      const { image, lungMask, lesionMask, label } = makePhantom({ seed: size, index, size });

      expect(image.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(share(lungMask)).toBeGreaterThan(0.1);
      expect(share(lesionMask) > 0).toBe(label !== "normal");
    }
});

test.each<{ label: ClassName; low: number; high: number }>([
  { label: "covid19", low: 0.04, high: 0.15 },
  { label: "pneumonia", low: 0.025, high: 0.1 },
  { label: "normal", low: 0, high: 0 },
])("the lesion of $label covers $low to $high of the film, inside the lungs", (given) => {
  for (let index = 0; index < 40; index += 1) {
    const film = makePhantom({ seed: 2, index, size: 48, label: given.label });

    expect(share(film.lesionMask)).toBeGreaterThanOrEqual(given.low);
    expect(share(film.lesionMask)).toBeLessThanOrEqual(given.high);
    expect(film.lesionMask.every((value, pixel) => value <= (film.lungMask[pixel] ?? 0))).toBe(
      true,
    );
  }
});

test("haze lies in both lungs, consolidation in one", () => {
  const size = 48;
  const sides = (label: ClassName, index: number) => {
    const { lesionMask } = makePhantom({ seed: 2, index, size, label });
    const left = meanWhere(Float32Array.from(lesionMask), (pixel) => pixel % size < size / 2);
    const right = meanWhere(Float32Array.from(lesionMask), (pixel) => pixel % size >= size / 2);
    return Math.min(left, right) / Math.max(left, right);
  };
  for (let index = 0; index < 30; index += 1) {
    expect(sides("covid19", index)).toBeGreaterThan(0.3);
    expect(sides("pneumonia", index)).toBeLessThan(0.05);
  }
});

test.each(["covid19", "pneumonia"] as const)("%s is brighter than the lung around it", (label) => {
  let contrast = 0;
  for (let index = 0; index < 30; index += 1) {
    const { image, lesionMask, lungMask } = makePhantom({ seed: 2, index, size: 48, label });
    const inside = meanWhere(image, (pixel) => lesionMask[pixel] === 1);
    const around = meanWhere(image, (pixel) => lungMask[pixel] === 1 && lesionMask[pixel] === 0);

    expect(inside - around).toBeGreaterThan(0.03);
    contrast += (inside - around) / 30;
  }

  expect(contrast).toBeGreaterThan(0.12);
});

test("the films of one patient share the anatomy but not the exposure", () => {
  const films = [0, 1].map((film) => makePhantom({ seed: 2, index: 4, size: 64, film }));
  const other = makePhantom({ seed: 2, index: 7, size: 64 });
  const overlap = (a: Uint8Array, b: Uint8Array) => {
    const both = a.filter((value, pixel) => value === 1 && b[pixel] === 1).length;
    return (2 * both) / (share(a) * a.length + share(b) * b.length);
  };
  const [first, second] = films;
  if (first === undefined || second === undefined) throw new Error("two films were made");

  expect(first.label).toBe(second.label);
  expect(first.patient).toBe(second.patient);
  expect(overlap(first.lungMask, second.lungMask)).toBeGreaterThan(0.8);
  expect(other.patient).not.toBe(first.patient);
});

test("refuses a film below 16 pixels", () => {
  expect(() => makePhantom({ seed: 0, index: 0, size: 15 })).toThrow(
    'phantom: "size" must be a whole number from 16, but it is 15. Give a larger size.',
  );
});

/** Share of right answers of multinomial logistic regression: trained on one half, tested on the other. */
function accuracyOf(features: readonly Float64Array[], labels: readonly number[]): number {
  const half = features.length / 2;
  const width = features[0]?.length ?? 0;
  const mean = new Float64Array(width);
  const spread = new Float64Array(width);
  for (const row of features.slice(0, half))
    for (const [k, value] of row.entries()) mean[k] = (mean[k] ?? 0) + value / half;
  for (const row of features.slice(0, half))
    for (const [k, value] of row.entries())
      spread[k] = (spread[k] ?? 0) + (value - (mean[k] ?? 0)) ** 2 / half;
  const scaled = features.map((row) =>
    row.map((value, k) => (value - (mean[k] ?? 0)) / Math.sqrt((spread[k] ?? 0) + 1e-12)),
  );
  const weights = CLASSES.map(() => new Float64Array(width + 1));
  const scores = (row: Float64Array) =>
    weights.map((w) => row.reduce((sum, value, k) => sum + value * (w[k] ?? 0), w[width] ?? 0));
  for (let step = 0; step < 150; step += 1) {
    const gradient = CLASSES.map(() => new Float64Array(width + 1));
    for (let sample = 0; sample < half; sample += 1) {
      const row = scaled[sample] ?? new Float64Array(width);
      const raw = scores(row);
      const top = Math.max(...raw);
      const exps = raw.map((value) => Math.exp(value - top));
      const total = exps.reduce((sum, value) => sum + value, 0);
      for (const [c, g] of gradient.entries()) {
        const error = ((exps[c] ?? 0) / total - (labels[sample] === c ? 1 : 0)) / half;
        for (let k = 0; k < width; k += 1) g[k] = (g[k] ?? 0) + error * (row[k] ?? 0);
        g[width] = (g[width] ?? 0) + error;
      }
    }
    for (const [c, w] of weights.entries())
      for (let k = 0; k <= width; k += 1)
        w[k] = (w[k] ?? 0) * 0.999 - 0.5 * (gradient[c]?.[k] ?? 0);
  }
  let right = 0;
  for (let sample = half; sample < features.length; sample += 1) {
    const raw = scores(scaled[sample] ?? new Float64Array(width));
    if (raw.indexOf(Math.max(...raw)) === labels[sample]) right += 1;
  }
  return right / (features.length - half);
}

test.each([32, 64])(
  "grey levels alone stay near chance at side %i, a thumbnail does not",
  (size) => {
    const films = Array.from({ length: 600 }, (_, index) => makePhantom({ seed: 8, index, size }));
    const labels = films.map((film) => classIndex(film.label));
    const histograms = films.map(({ image }) => {
      const bins = new Float64Array(18);
      for (const value of image) {
        const bin = Math.min(15, Math.floor(value * 16));
        bins[bin] = (bins[bin] ?? 0) + 1 / image.length;
        bins[16] = (bins[16] ?? 0) + value / image.length;
        bins[17] = (bins[17] ?? 0) + (value * value) / image.length;
      }
      return bins;
    });
    const thumbnails = films.map(({ image }) => {
      const cell = size / 8;
      const small = new Float64Array(64);
      for (const [pixel, value] of image.entries()) {
        const row = Math.floor(Math.floor(pixel / size) / cell);
        const place = row * 8 + Math.floor((pixel % size) / cell);
        small[place] = (small[place] ?? 0) + value / (cell * cell);
      }
      return small;
    });

    // Chance is 1/3 with a standard error of 0.027 on 300 films.
    expect(accuracyOf(histograms, labels)).toBeLessThan(0.45);
    // The control: the same learner finds the lesion once it may see where the grey values lie.
    expect(accuracyOf(thumbnails, labels)).toBeGreaterThan(0.65);
  },
  60_000,
);

test("source does not follow class", () => {
  const pairs = new Set(
    Array.from({ length: 6 }, (_, index) => {
      const film = makePhantom({ seed: 1, index, size: 16 });
      return `${film.label} ${film.source}`;
    }),
  );

  expect(pairs.size).toBe(CLASSES.length * PHANTOM_SOURCES.length);
});
