// The published protocol: its exact sizes, its lack of grouping, its pretext.

import fc from "fast-check";
import { expect, test } from "vitest";
import { CLASSES } from "./classes.ts";
import { findLeaks, leakCounts } from "./leaks.ts";
import type { ManifestRow } from "./manifest.ts";
import { pretextRole } from "./protocol.ts";
import { publishedCounts, publishedSplit } from "./published-split.ts";

function row(file: string, change: Partial<ManifestRow>): ManifestRow {
  return {
    file,
    source: "nih",
    patient: "",
    label: "",
    view: "",
    split: "",
    license: "",
    extra: {},
    ...change,
  };
}

/** Labelled images by class: COVID-19 from a source of its own, two images a patient. */
function labelledRows(counts: Record<(typeof CLASSES)[number], number>): ManifestRow[] {
  return CLASSES.flatMap((label) =>
    Array.from({ length: counts[label] }, (_, index) =>
      row(`${label}-${index}.png`, {
        label,
        source: label === "covid19" ? "cohen" : "nih",
        patient: `${label}-${index >> 1}`,
      }),
    ),
  );
}

const sizes = (rows: readonly ManifestRow[]) =>
  (["train", "val", "test"] as const).map(
    (part) => rows.filter(({ split }) => split === part).length,
  );

// Made with scikit-learn 1.2.1: train_test_split(range(n), test_size=0.2), twice.
test.each([
  [1813, 1160, 290, 363],
  [1821, 1164, 292, 365],
  [100, 64, 16, 20],
  [7, 4, 1, 2],
  [0, 0, 0, 0],
])("%i images are split as scikit-learn splits them", (n, train, val, test) => {
  expect(publishedCounts(n)).toEqual({ train, val, test });
});

test("3 × 607 images give the paper's 1160 / 290 / 363, and eight are left out", () => {
  const rows = labelledRows({ covid19: 607, pneumonia: 607, normal: 607 });

  const split = publishedSplit(rows, { seed: 3 });
  const used = split.filter((one) => /train|val|test/.test(one.split));

  expect(sizes(split)).toEqual([1160, 290, 363]);
  expect(used.length).toBe(1813);
  // Drawn without strata: the paper has 125 / 127 / 111.
  const test = CLASSES.map(
    (name) => split.filter((one) => one.split === "test" && one.label === name).length,
  );
  expect(new Set(test).size).toBeGreaterThan(1);
});

test("more images are levelled by class before 1813 are drawn", () => {
  const many = publishedSplit(labelledRows({ covid19: 610, pneumonia: 1431, normal: 6000 }), {
    seed: 1,
  });
  const few = publishedSplit(labelledRows({ covid19: 100, pneumonia: 5000, normal: 5000 }), {
    seed: 1,
  });
  const count = (rows: readonly ManifestRow[], name: string) =>
    rows.filter((one) => /train|val|test/.test(one.split) && one.label === name).length;

  expect(sizes(many)).toEqual([1160, 290, 363]);
  for (const name of CLASSES) expect(count(many, name)).toBeGreaterThan(590);
  expect(sizes(few)).toEqual([1160, 290, 363]);
  expect(count(few, "covid19")).toBe(100);
});

test("fewer images keep the shares, and all of them are used", () => {
  const split = publishedSplit(labelledRows({ covid19: 40, pneumonia: 30, normal: 30 }), {
    seed: 1,
  });

  expect(sizes(split)).toEqual([64, 16, 20]);
});

test("patients are on both sides, and the counts say how many", () => {
  const split = publishedSplit(labelledRows({ covid19: 607, pneumonia: 607, normal: 607 }), {
    seed: 3,
  });
  const counts = leakCounts(split);

  expect(counts.patients).toBe(findLeaks(split).length);
  expect(counts.testImages).toBe(363);
  expect(counts.testImagesKnown).toBeGreaterThan(200);
  expect(counts.testImagesInPretext).toBe(
    split.filter(({ split: part, source }) => part === "test" && source === "nih").length,
  );
});

test("the pretext holds the unlabelled and all NIH images, its validation the last names", () => {
  const rows = [
    ...labelledRows({ covid19: 10, pneumonia: 10, normal: 10 }),
    ...Array.from({ length: 250 }, (_, index) =>
      row(`u-${`${index}`.padStart(3, "0")}.png`, { source: index < 200 ? "nih" : "rsna" }),
    ),
  ];
  const split = publishedSplit(rows, { seed: 1 });
  const roles = split.filter((one) => pretextRole(one) !== "");

  expect(roles.length).toBe(270);
  expect(roles.filter((one) => one.source === "cohen")).toEqual([]);
  expect(split.filter((one) => one.split === "test" && pretextRole(one) === "train")).not.toEqual(
    [],
  );
  // 270 · 1000 / 112,120 = 2.4.
  expect(roles.filter((one) => pretextRole(one) === "val").map(({ file }) => file)).toEqual([
    "u-248.png",
    "u-249.png",
  ]);
  const own = publishedSplit(rows, { seed: 1, pretextSources: ["cohen"] });
  expect(
    own.filter((one) => one.label !== "" && pretextRole(one) !== "").map(({ source }) => source),
  ).toEqual(Array(10).fill("cohen"));
});

test("112,120 images validate the pretext on 1,000", () => {
  const rows = Array.from({ length: 112_120 }, (_, index) => row(`${index}.png`, {}));

  const split = publishedSplit(rows, { seed: 1 });

  expect(split.filter((one) => pretextRole(one) === "val").length).toBe(1000);
});

test("the sizes are exact and the order of the rows plays no part", () => {
  const anyRow = fc.record({
    label: fc.constantFrom(...CLASSES, "" as const),
    source: fc.constantFrom("nih", "cohen"),
    patient: fc.constantFrom("", "1", "2", "3"),
  });
  fc.assert(
    fc.property(
      fc.array(anyRow, { maxLength: 80 }),
      fc.nat(),
      fc.integer({ min: 1, max: 60 }),
      (drawn, seed, images) => {
        const rows = drawn.map((one, index) => row(`${index}.png`, one));
        const split = publishedSplit(rows, { seed, images });
        const labelled = rows.filter(({ label }) => label !== "").length;
        const { train, val, test } = publishedCounts(Math.min(images, labelled));
        expect(sizes(split)).toEqual([train, val, test]);
        expect(publishedSplit(rows.toReversed(), { seed, images }).toReversed()).toEqual(split);
        const unlabelled = split.filter(({ label }) => label === "");
        expect(unlabelled.every(({ split: part }) => part === "pretext")).toBe(true);
      },
    ),
  );
});

test("refuses a number of images below 1", () => {
  expect(() => publishedSplit([], { seed: 1, images: 0 })).toThrow(
    'split: "images" must be a whole number of at least 1, but it is 0.' +
      " Give the number of labelled images to use.",
  );
});
