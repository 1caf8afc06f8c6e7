// Splits: patients never shared, classes and sources level, pretext kept from val and test.

import fc from "fast-check";
import { expect, test } from "vitest";
import { CLASSES } from "./classes.ts";
import { findLeaks } from "./leaks.ts";
import type { ManifestRow } from "./manifest.ts";
import { patientSplit } from "./patient-split.ts";

const fractions = { train: 0.6, val: 0.2, test: 0.2 };

const anyRow = fc.record({
  source: fc.constantFrom("a", "b"),
  patient: fc.constantFrom("", "1", "2", "3", "4", "5", "6", "7"),
  label: fc.constantFrom(...CLASSES, "" as const),
});

function asRows(
  drawn: readonly Pick<ManifestRow, "source" | "patient" | "label">[],
): ManifestRow[] {
  return drawn.map((one, index) => ({
    ...one,
    file: `${index}.png`,
    view: "",
    split: "",
    license: "",
    extra: {},
  }));
}

/** 60 patients with 1 to 4 images for each class and source, and 40 unlabelled ones. */
function bigSet(): ManifestRow[] {
  const drawn: Pick<ManifestRow, "source" | "patient" | "label">[] = [];
  for (const label of [...CLASSES, "" as const])
    for (const source of ["a", "b", "c"])
      for (let patient = 0; patient < 60; patient += 1)
        for (let image = 0; image <= patient % 4; image += 1)
          drawn.push({ source, label, patient: `${label}${patient}` });
  return asRows(drawn);
}

test("no patient is in two splits, and every labelled image is in one", () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 60 }), fc.nat(), (drawn, seed) => {
      const split = patientSplit(asRows(drawn), { seed, fractions });
      expect(findLeaks(split)).toEqual([]);
      expect(split.filter((row) => row.label !== "" && row.split === "")).toEqual([]);
      expect(split.filter((row) => row.label !== "" && row.split === "pretext")).toEqual([]);
      expect(split.filter((row) => row.label === "" && /train|val|test/.test(row.split))).toEqual(
        [],
      );
    }),
  );
});

test("the order of the rows does not matter, the seed does", () => {
  const rows = bigSet();
  const splitOf = (given: readonly ManifestRow[], seed: number) =>
    new Map(patientSplit(given, { seed, fractions }).map((row) => [row.file, row.split]));
  const straight = splitOf(rows, 1);
  const reversed = splitOf(rows.toReversed(), 1);

  expect([...straight].every(([file, split]) => reversed.get(file) === split)).toBe(true);
  expect([...straight].some(([file, split]) => splitOf(rows, 2).get(file) !== split)).toBe(true);
});

test("each class and source is shared out by the fractions, within one patient's images", () => {
  const split = patientSplit(bigSet(), { seed: 5, fractions });
  for (const label of CLASSES)
    for (const source of ["a", "b", "c"]) {
      const group = split.filter((row) => row.label === label && row.source === source);
      for (const part of ["train", "val", "test"] as const) {
        const images = group.filter((row) => row.split === part).length;
        expect(Math.abs(images - fractions[part] * group.length)).toBeLessThanOrEqual(8);
      }
    }
});

test("sources with one patient each still fill the class's splits", () => {
  const rows = asRows(
    Array.from({ length: 10 }, (_, index) => ({
      source: `s${index}`,
      patient: "1",
      label: "covid19" as const,
    })),
  );

  const split = patientSplit(rows, { seed: 1, fractions });

  const counts = ["train", "val", "test"].map(
    (part) => split.filter((row) => row.split === part).length,
  );
  expect(counts).toEqual([6, 2, 2]);
});

test("unlabelled images of val and test patients are used nowhere", () => {
  const rows = asRows(
    ["1", "2", "3", "4", "5"].flatMap((patient) => [
      { source: "a", patient, label: "normal" as const },
      { source: "a", patient, label: "" as const },
    ]),
  );

  const split = patientSplit(rows, { seed: 1, fractions });

  for (const row of split.filter((one) => one.label === "")) {
    const labelled = split.find((one) => one.patient === row.patient && one.label !== "");
    expect(row.split).toBe(labelled?.split === "train" ? "pretext" : "");
  }
  expect(split.filter((row) => row.split === "").length).toBe(2);
});

test("a share of 0 leaves the part empty", () => {
  const split = patientSplit(bigSet(), { seed: 1, fractions: { train: 0.5, val: 0, test: 0.5 } });

  expect(split.filter((row) => row.split === "val")).toEqual([]);
  expect(split.some((row) => row.split === "test")).toBe(true);
});

test("refuses shares that do not sum to 1", () => {
  expect(() => patientSplit([], { seed: 1, fractions: { ...fractions, val: 0.3 } })).toThrow(
    "split: train, val and test must be shares that sum to 1, but they are 0.6, 0.3, 0.2." +
      " Give for example 0.7, 0.15, 0.15.",
  );
  expect(patientSplit([], { seed: 1, fractions })).toEqual([]);
});
