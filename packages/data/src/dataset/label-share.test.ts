// Shares of the labels: their size per class, nesting, what they depend on, and the refusal.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClassName } from "./classes.ts";
import { labelShare } from "./label-share.ts";
import type { ManifestRow } from "./manifest.ts";

const row = (label: ClassName, number: number): ManifestRow => ({
  file: `images/${label}-${number}.png`,
  source: "s",
  patient: `${Math.floor(number / 2)}`,
  label,
  view: "",
  split: "train",
  license: "",
  extra: {},
});

const rowsOf = (counts: Partial<Record<ClassName, number>>): ManifestRow[] =>
  Object.entries(counts).flatMap(([label, count]) =>
    Array.from({ length: count }, (_, number) => row(label as ClassName, number)),
  );

const filesOf = (rows: readonly ManifestRow[]) => rows.map(({ file }) => file);

test("takes the share of each class and counts images and patients", () => {
  const rows = rowsOf({ covid19: 40, pneumonia: 20, normal: 4 });

  const share = labelShare(rows, { fraction: 0.1, seed: 1 });

  expect(share.classes.map(({ label, images }) => [label, images])).toEqual([
    ["covid19", { used: 4, all: 40 }],
    ["pneumonia", { used: 2, all: 20 }],
    ["normal", { used: 1, all: 4 }],
  ]);
  expect(share.classes.map(({ patients }) => patients.all)).toEqual([20, 10, 2]);
  expect(share.classes[2]?.patients.used).toBe(1);
  expect(share.rows).toHaveLength(7);
});

test("a whole share is every row in its order", () => {
  const rows = rowsOf({ covid19: 3, normal: 5 });

  expect(labelShare(rows, { fraction: 1, seed: 1 }).rows).toEqual(rows);
});

test("a smaller share is inside a larger one, and both keep one image of every class", () => {
  fc.assert(
    fc.property(
      fc.record({
        covid19: fc.integer({ min: 1, max: 60 }),
        pneumonia: fc.integer({ min: 1, max: 60 }),
        normal: fc.integer({ min: 1, max: 60 }),
      }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.nat(1000),
      (counts, first, second, seed) => {
        const rows = rowsOf(counts);
        const [low, high] = first < second ? [first, second] : [second, first];
        const small = labelShare(rows, { fraction: low, seed });
        const large = new Set(filesOf(labelShare(rows, { fraction: high, seed }).rows));

        expect(filesOf(small.rows).filter((file) => !large.has(file))).toEqual([]);
        expect(small.classes.every(({ images }) => images.used >= 1)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test("depends on the seed, and neither on the order of the rows nor on other classes", () => {
  const rows = rowsOf({ covid19: 30, normal: 30 });
  const covid = (of: readonly ManifestRow[], seed = 5) =>
    filesOf(labelShare(of, { fraction: 0.2, seed }).rows)
      .filter((file) => file.includes("covid19"))
      .sort();

  expect(covid([...rows].reverse())).toEqual(covid(rows));
  expect(covid(rowsOf({ covid19: 30, pneumonia: 9 }))).toEqual(covid(rows));
  expect(covid(rows, 6)).not.toEqual(covid(rows));
});

test("refuses a share that is none", () => {
  expect(() => labelShare(rowsOf({ normal: 2 }), { fraction: 0, seed: 1 })).toThrow(
    "label share: the fraction must be above 0 and at most 1, but it is 0. Give for example 0.1.",
  );
});
