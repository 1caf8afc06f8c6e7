// Splits: patients never shared, classes and sources level, pretext kept from val and test.

import fc from "fast-check";
import { expect, test } from "vitest";
import { CLASSES } from "./classes.ts";
import { findLeaks, isLeak, servedSplits } from "./leaks.ts";
import type { ManifestRow } from "./manifest.ts";
import { patientSplit } from "./patient-split.ts";
import { pretextRole } from "./protocol.ts";

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

test("labelled patients are kept from the pretext, train patients too unless they are asked for", () => {
  const rows = asRows(
    Array.from({ length: 60 }, (_, index) => ({
      source: "a",
      patient: `${index >> 1}`,
      label: index < 40 && index % 2 === 0 ? ("normal" as const) : ("" as const),
    })),
  );
  const others = patientSplit(rows, { seed: 1, fractions });
  const withTrain = patientSplit(rows, { seed: 1, fractions, pretext: "train" });
  const pretextPatients = (split: readonly ManifestRow[]) =>
    new Set(split.filter((row) => pretextRole(row) !== "").map(({ patient }) => Number(patient)));

  expect([...pretextPatients(others)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 10 }, (_, index) => index + 20),
  );
  expect(pretextPatients(withTrain).size).toBe(22);
  expect(findLeaks(withTrain)).toEqual([]);
  expect(others.filter(({ split }) => split === "pretext").length).toBe(20);
});

test("where every patient is labelled the train patients serve the pretext", () => {
  const rows = asRows(
    Array.from({ length: 100 }, (_, index) => ({
      source: "a",
      patient: `${index}`,
      label: "normal" as const,
    })),
  );

  const split = patientSplit(rows, { seed: 1, fractions });

  for (const row of split) expect(pretextRole(row) !== "").toBe(row.split === "train");
  expect(split.filter((row) => pretextRole(row) === "val").length).toBe(3);
});

test("the pretext validates on a twentieth by patient, and on 1,000 images at most", () => {
  const rows = asRows(
    Array.from({ length: 30_001 }, (_, index) => ({
      source: "a",
      patient: index === 0 ? "labelled" : `${index % 10_000}`,
      label: index === 0 ? ("normal" as const) : ("" as const),
    })),
  );
  const split = patientSplit(rows, { seed: 1, fractions: { train: 1, val: 0, test: 0 } });
  const validating = split.filter((row) => pretextRole(row) === "val");
  const training = new Set(
    split.filter((row) => pretextRole(row) === "train").map(({ patient }) => patient),
  );

  expect(validating.length).toBe(999);
  expect(validating.some(({ patient }) => training.has(patient))).toBe(false);
});

test("groups keep films of several patients and sources together, in any order", () => {
  fc.assert(
    fc.property(
      fc.array(anyRow, { minLength: 2, maxLength: 40 }),
      fc.array(fc.tuple(fc.nat(39), fc.nat(39)), { maxLength: 8 }),
      fc.nat(),
      (drawn, pairs, seed) => {
        const rows = asRows(drawn);
        const groups = pairs.map(([a, b]) => [`${a}.png`, `${b}.png`]);
        const split = patientSplit(rows, { seed, fractions, groups });
        const splitOf = new Map(split.map((row) => [row.file, row]));
        for (const files of groups) {
          const parts = files
            .flatMap((file) => splitOf.get(file) ?? [])
            .flatMap((row) => servedSplits(row));
          expect(isLeak(new Set(parts))).toBe(false);
        }
        expect(findLeaks(split)).toEqual([]);
        const reversed = patientSplit(rows.toReversed(), {
          seed,
          fractions,
          groups: groups.toReversed(),
        });
        expect(reversed.toReversed()).toEqual(split);
      },
    ),
  );
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
