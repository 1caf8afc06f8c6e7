// Class by source: Cramér's V against SciPy, and what is called confounded.

import { expect, test } from "vitest";
import type { ManifestRow } from "../dataset/manifest.ts";
import { classBySource, cramersV } from "./class-by-source.ts";

// SciPy 1.10.1: scipy.stats.contingency.association(table, method="cramer").
test.each([
  [
    [
      [10, 20, 30],
      [6, 9, 17],
    ],
    0.054_331_375_704,
  ],
  [
    [
      [100, 203],
      [420, 320],
    ],
    0.215_680_793_046,
  ],
  [
    [
      [53, 53, 1],
      [2, 2, 26],
      [1, 1, 131],
    ],
    0.671_541_178_062,
  ],
])("V of %j is SciPy's", (matrix, expected) => {
  expect(cramersV(matrix)).toBeCloseTo(expected, 9);
});

test("empty rows and columns are left out, and one row says nothing", () => {
  expect(
    cramersV([
      [3, 0, 4],
      [0, 0, 0],
      [6, 0, 1],
    ]),
  ).toBeCloseTo(
    cramersV([
      [3, 4],
      [6, 1],
    ]),
    12,
  );
  expect(cramersV([[3, 4]])).toBeNaN();
});

function rows(counts: Record<string, Record<string, number>>): ManifestRow[] {
  return Object.entries(counts).flatMap(([source, labels]) =>
    Object.entries(labels).flatMap(([label, count]) =>
      Array.from({ length: count }, (_, index) => ({
        file: `${source}${label}${index}`,
        source,
        patient: "",
        label: label as ManifestRow["label"],
        view: "",
        split: "" as const,
        license: "",
        extra: {},
      })),
    ),
  );
}

test("sources of one class and classes of one source are named", () => {
  const found = classBySource(
    rows({ cohen: { covid19: 10, "": 3 }, nih: { normal: 8, pneumonia: 12 }, rsna: { "": 5 } }),
  );

  expect(found.sources[0]).toEqual({
    source: "cohen",
    counts: { covid19: 10, pneumonia: 0, normal: 0 },
    unlabelled: 3,
  });
  expect(found.sourcesOfOneClass).toEqual([{ source: "cohen", label: "covid19" }]);
  expect(found.classesOfOneSource.map(({ label }) => label)).toEqual([
    "covid19",
    "pneumonia",
    "normal",
  ]);
  expect(found.cramersV).toBeCloseTo(1, 12);
  expect(found.guessedBySource).toBeCloseTo(22 / 30, 12);
  expect(found.isConfounded).toBe(true);
});

test("sources with the same shares are not confounded, one source never is", () => {
  const level = classBySource(
    rows({
      a: { covid19: 4, normal: 8 },
      b: { covid19: 2, normal: 4 },
      c: { covid19: 1, normal: 2 },
    }),
  );
  const single = classBySource(rows({ a: { covid19: 4, normal: 8 } }));

  expect(level.cramersV).toBeCloseTo(0, 12);
  expect([level.isConfounded, single.isConfounded]).toEqual([false, false]);
  expect(single.cramersV).toBeNaN();
});
