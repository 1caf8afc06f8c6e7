// Measures of heatmaps against float64 NumPy, and where the answer is known by thought.
import { readFileSync } from "node:fs";
import { randomStream, spearman } from "@pleura/data";
import { expect, test } from "vitest";
import type { Classify } from "./ask-pictures.ts";
import { scoresOf } from "./ask-pictures.ts";
import { centreGaussian, edgeMap, randomMap } from "./baseline-maps.ts";
import { softmaxOf } from "./combine-maps.ts";
import { gaussianBlur } from "./gaussian-blur.ts";
import { energyInside } from "./map-measures.ts";
import { insertionBlur, type MapMeasures, measureMaps } from "./measure-maps.ts";
import { rankPixels } from "./perturbation.ts";

interface Fixture {
  readonly size: number;
  readonly classes: number;
  readonly classIndex: number;
  readonly film: number[];
  readonly weights: number[];
  readonly mask: number[];
  readonly maps: Record<string, { map: number[]; measures: MapMeasures }>;
  readonly blur: { taps: number; sigma: number; picture: number[] };
  readonly edges: number[];
  readonly spearman: { a: number[]; b: number[]; rho: number }[];
}
const fixture = JSON.parse(
  readFileSync(new URL("fixtures/measures.json", import.meta.url), "utf8"),
) as Fixture;
const { size, classes, classIndex } = fixture;
const film = Float32Array.from(fixture.film);
const names = Object.keys(fixture.maps);
const maps = names.map((name) => Float32Array.from(fixture.maps[name]?.map ?? []));

/** Softmax of a linear function of the pixels. */
const linear = (weights: readonly number[], batch: number): Classify => ({
  batch,
  classes,
  predict: async (pictures, n) => {
    const pixels = pictures.length / n;
    const found: number[] = [];
    for (let row = 0; row < n; row += 1) {
      const logits = Array.from({ length: classes }, (_, index) => {
        let sum = 0;
        for (let at = 0; at < pixels; at += 1)
          sum += (weights[index * pixels + at] as number) * (pictures[row * pixels + at] as number);
        return sum;
      });
      found.push(...softmaxOf(logits));
    }
    return found;
  },
});

const closeTo = (found: readonly number[], wanted: readonly number[]) =>
  Math.max(...found.map((value, at) => Math.abs(value - (wanted[at] as number))));

// The blurred start and film ∘ map are rounded to float32 on our side, hence 1e-6 and not 1e-12.
test.each(names.map((name, at) => ({ name, at })))(
  "measures the $name map as NumPy does",
  async ({ name, at }) => {
    const found = await measureMaps(linear(fixture.weights, 16), {
      image: film,
      size,
      maps,
      classIndex,
      mask: fixture.mask,
    });

    const wanted = fixture.maps[name]?.measures as MapMeasures;
    const one = found[at] as MapMeasures;
    for (const curve of ["deletion", "insertion", "insertionFromBlack"] as const) {
      expect(one[curve].scores).toHaveLength(51);
      expect(closeTo(one[curve].scores, wanted[curve].scores), curve).toBeLessThan(1e-6);
      expect(one[curve].area).toBeCloseTo(wanted[curve].area, 6);
    }
    expect(one.averageDrop).toBeCloseTo(wanted.averageDrop, 6);
    expect(one.increase).toBe(wanted.increase);
    expect(one.mean).toBeCloseTo(wanted.mean, 6);
    expect(one.isFlat).toBe(wanted.isFlat);
    for (const part of ["share", "area", "enrichment", "hit"] as const) {
      expect(one.energy?.[part], part).toBeCloseTo(wanted.energy?.[part] as number, 6);
    }
  },
);

test("gives the same measures with any batch", async () => {
  const about = { image: film, size, maps: maps.slice(0, 2), classIndex };

  const byOne = await measureMaps(linear(fixture.weights, 1), about);
  const byMany = await measureMaps(linear(fixture.weights, 64), about);

  expect(byMany).toEqual(byOne);
  expect(byOne[0]?.energy).toBeUndefined();
});

test("the map of a linear model's own weights deletes lower and inserts higher than its reverse", async () => {
  const own = maps[0] as Float32Array;
  const reverse = own.map((value) => 1 - value);

  const [good, bad] = await measureMaps(linear(fixture.weights, 16), {
    image: film,
    size,
    maps: [own, reverse],
    classIndex,
  });

  expect(good?.deletion.area).toBeLessThan(bad?.deletion.area as number);
  expect(good?.insertionFromBlack.area).toBeGreaterThan(bad?.insertionFromBlack.area as number);
});

test("a classifier that sees only brightness has the areas that the formula says", async () => {
  // p = mean of the picture, so deleting a share f of an even white film leaves 1 − f.
  const brightness: Classify = {
    batch: 8,
    classes: 1,
    predict: async (pictures, n) =>
      Array.from({ length: n }, (_, row) => {
        const one = pictures.subarray(
          (row * pictures.length) / n,
          ((row + 1) * pictures.length) / n,
        );
        return one.reduce((sum, value) => sum + value, 0) / one.length;
      }),
  };
  const white = new Float32Array(100).fill(1);
  const half = Float32Array.from({ length: 100 }, (_, at) => (at < 50 ? 1 : 0));

  const [found] = await measureMaps(brightness, {
    image: white,
    size: 10,
    maps: [half],
    classIndex: 0,
  });

  expect(found?.averageDrop).toBeCloseTo(0.5, 6);
  expect(found?.increase).toBe(0);
  expect(found?.deletion.area).toBeCloseTo(0.5, 6);
  expect(found?.insertionFromBlack.area).toBeCloseTo(0.5, 6);
  // A blurred white film is white, so nothing changes on the way.
  expect(found?.insertion.area).toBeCloseTo(1, 6);
});

test("all channels of a pixel are replaced at once", async () => {
  const seen: number[][] = [];
  const spy: Classify = {
    batch: 4,
    classes: 1,
    predict: async (pictures, n) => {
      for (let row = 0; row < n; row += 1)
        seen.push([...pictures.subarray(row * 128, (row + 1) * 128)]);
      return new Float32Array(n);
    },
  };
  const map = Float32Array.from({ length: 64 }, (_, at) => 63 - at);

  await measureMaps(spy, {
    image: new Float32Array(128).fill(1),
    size: 8,
    maps: [map],
    classIndex: 0,
    steps: 64,
  });

  // The film, film ∘ map, then the deletion: after two steps both channels have lost the first two pixels.
  const third = seen[4] as number[];
  expect(third.map((value, at) => (value === 0 ? at : -1)).filter((at) => at >= 0)).toEqual([
    0, 1, 64, 65,
  ]);
});

test.each([49, 145, 50.5])("refuses %s steps", async (steps) => {
  const refused = measureMaps(linear(fixture.weights, 16), {
    image: film,
    size,
    maps,
    classIndex,
    steps,
  });

  await expect(refused).rejects.toThrow(
    `measure maps: steps must be a whole number from 50 to the 144 pixels, but it is ${steps}. Give another number.`,
  );
});

test("ranks equal values in row-major order", () => {
  expect([...rankPixels(Float32Array.of(0, 1, 0, 2, 1))]).toEqual([3, 1, 4, 0, 2]);
});

test("an empty mask has nothing to find, and a map of zeros finds nothing", () => {
  expect(energyInside(Float32Array.of(0, 1), [0, 0])).toBeUndefined();
  expect(energyInside(Float32Array.of(0, 0), [1, 0])).toEqual({
    share: 0,
    area: 0.5,
    enrichment: 0,
    hit: 0,
  });
  expect(energyInside(Float32Array.of(0.5, 0.5), [1, 0])).toEqual({
    share: 0.5,
    area: 0.5,
    enrichment: 1,
    hit: 1,
  });
});

test("blurs as SciPy does, and leaves an even picture even to its border", () => {
  const { taps, sigma, picture } = fixture.blur;

  expect(closeTo([...gaussianBlur(film, size, { taps, sigma })], picture)).toBeLessThan(1e-6);
  const even = gaussianBlur(new Float32Array(36).fill(0.5), 6, { taps: 11, sigma: 5 });
  expect(closeTo([...even], new Array(36).fill(0.5))).toBeLessThan(1e-7);
});

test.each([
  { side: 224, taps: 11, sigma: 5 },
  { side: 96, taps: 5, sigma: 15 / 7 },
  { side: 32, taps: 3, sigma: 5 / 7 },
])("insertion at $side pixels starts from a blur of $taps taps", ({ side, taps, sigma }) => {
  expect(insertionBlur(side).taps).toBe(taps);
  expect(insertionBlur(side).sigma).toBeCloseTo(sigma, 12);
});

test("finds edges as SciPy does, and none in an even film", () => {
  expect(closeTo([...edgeMap(film, size)], fixture.edges)).toBeLessThan(1e-5);
  expect([...edgeMap(new Float32Array(64).fill(0.3), 8)]).toEqual(new Array(64).fill(0));
});

test("the centre hill is 1 in the middle, 0 in the corners and the same mirrored", () => {
  const map = centreGaussian(9);

  expect(map[40]).toBe(1);
  expect(map[0]).toBe(0);
  expect([...map].reverse()).toEqual([...map]);
});

test("random maps are seeded, fill [0, 1] and are as smooth as their grid", () => {
  const draw = (sample: number) =>
    randomMap(16, 4, randomStream({ seed: 1, epoch: 0, sample, op: 1001 }));

  expect(draw(0)).toEqual(draw(0));
  expect(draw(1)).not.toEqual(draw(0));
  expect(Math.min(...draw(0))).toBe(0);
  expect(Math.max(...draw(0))).toBe(1);
  // Bilinear enlargement by 4 moves at most a quarter of the grid's range per pixel; the peaks of the grid lie
  // between pixels, so scaling stretches that a little. Noise of single pixels would jump by nearly 1.
  const steps = [...draw(0)].map((value, at, all) =>
    at % 16 === 0 ? 0 : Math.abs(value - (all[at - 1] as number)),
  );
  expect(Math.max(...steps)).toBeLessThan(0.4);
});

test.each(fixture.spearman)("ranks correlate as in SciPy: $rho", ({ a, b, rho }) => {
  expect(spearman(a, b)).toBeCloseTo(rho, 12);
});

test("asks full batches and the rest once, and nothing without pictures", async () => {
  const asked: number[] = [];
  const count: Classify = {
    batch: 4,
    classes: 2,
    predict: async (pictures, n) => {
      asked.push(n);
      return Array.from({ length: 2 * n }, (_, at) => pictures[at >> 1] as number);
    },
  };
  function* pictures(n: number) {
    const one = new Float32Array(1);
    for (let at = 0; at < n; at += 1) yield one.fill(at);
  }

  expect(await scoresOf(count, pictures(9), 1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(await scoresOf(count, pictures(0), 1)).toEqual([]);
  expect(asked).toEqual([4, 4, 1]);
});
