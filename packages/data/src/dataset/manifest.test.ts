// Manifests: what is read, what is refused, and in which words.

import { expect, test } from "vitest";
import { CLASSES, classIndex } from "./classes.ts";
import { countsTable } from "./counts-table.ts";
import { isDatasetError } from "./dataset-error.ts";
import { findLeaks } from "./leaks.ts";
import {
  type ManifestRow,
  manifestRecord,
  parseManifest,
  patientKey,
  requireManifest,
} from "./manifest.ts";

const record = {
  file: "images/a.png",
  source: "nih",
  patient: "12",
  label: "normal",
  view: "PA",
  split: "train",
  license: "CC0",
  age: "41",
};

function row(change: Partial<ManifestRow>): ManifestRow {
  return {
    file: "a.png",
    source: "s",
    patient: "1",
    label: "normal",
    view: "",
    split: "",
    license: "",
    extra: {},
    ...change,
  };
}

test("the class order is covid19, pneumonia, normal", () => {
  expect(CLASSES).toEqual(["covid19", "pneumonia", "normal"]);
  expect([classIndex("covid19"), classIndex("normal"), classIndex("")]).toEqual([0, 2, -1]);
});

test("a good row is read whole and written back unchanged", () => {
  const { rows, problems } = parseManifest([record]);

  expect(problems).toEqual([]);
  expect(rows[0]?.extra).toEqual({ age: "41" });
  expect(rows.map(manifestRecord)).toEqual([record]);
});

test("only the file column is required", () => {
  expect(requireManifest([{ file: "a.png" }])).toEqual([
    row({ source: "", patient: "", label: "" }),
  ]);
  expect(requireManifest([])).toEqual([]);
});

test("every fault is named with its line", () => {
  const { rows, problems } = parseManifest([
    { file: "a.png", label: "normal", split: "" },
    { file: "b.png", label: "covid", split: "" },
    { file: "a.png", label: "", split: "" },
    { file: "", label: "", split: "" },
    { file: "c.png", label: "", split: "valid" },
  ]);

  expect(rows.map((good) => good.file)).toEqual(["a.png"]);
  expect(problems.map(({ line, column, message }) => [line, column, message])).toEqual([
    [
      3,
      "label",
      'manifest line 3: "label" must be covid19, pneumonia, normal or empty, but it is "covid".' +
        " Map your label to one of these.",
    ],
    [4, "file", 'manifest line 4: "file" must be unique, but "a.png" is on line 2 too. Keep one.'],
    [5, "file", 'manifest line 5: "file" must name an image, but it is empty. Delete the row.'],
    [
      6,
      "split",
      'manifest line 6: "split" must be pretext, train, val, test or empty, but it is "valid".' +
        " Correct the cell or empty it.",
    ],
  ]);
});

test("faults begin with the name that is given", () => {
  expect(() => requireManifest([{ file: "a.png", split: "dev" }], 'manifest "b.csv"')).toThrow(
    'manifest "b.csv" line 2: "split" must be pretext, train, val, test or empty, but it is "dev". Correct the cell or empty it.',
  );
});

test("a header without the file column is one fault", () => {
  const { rows, problems } = parseManifest([{ image: "a.png" }, { image: "b.png" }]);

  expect(rows).toEqual([]);
  expect(problems.map((problem) => problem.message)).toEqual([
    'manifest: the column "file" must exist, but the header has "image".' +
      ' Name the column of image paths "file".',
  ]);
});

test("requiring a manifest throws the first three faults and counts the rest", () => {
  const bad = Array.from({ length: 5 }, (_, index) => ({ file: `${index}.png`, label: "x" }));
  let caught: unknown;
  try {
    requireManifest(bad);
  } catch (error) {
    caught = error;
  }

  expect(isDatasetError(caught, "manifest")).toBe(true);
  expect(String(caught).split("\n").length).toBe(3);
  expect(String(caught)).toMatch(/\(2 more\)$/);
});

test("an image without a patient is its own patient, and sources keep patients apart", () => {
  const keys = [
    row({ file: "a", patient: "" }),
    row({ file: "b", patient: "" }),
    row({ file: "c", source: "s" }),
    row({ file: "d", source: "t" }),
    row({ file: "e", source: "s" }),
  ].map(patientKey);

  expect(new Set(keys).size).toBe(4);
  expect(keys[2]).toBe(keys[4]);
});

test("a patient in train and test, or pretext and val, is a leak; pretext and train is not", () => {
  const leaks = findLeaks([
    row({ file: "a", patient: "1", split: "train" }),
    row({ file: "b", patient: "1", split: "test" }),
    row({ file: "c", patient: "2", split: "pretext" }),
    row({ file: "d", patient: "2", split: "train" }),
    row({ file: "e", patient: "3", split: "pretext" }),
    row({ file: "f", patient: "3", split: "val" }),
    row({ file: "g", patient: "4", split: "" }),
    row({ file: "h", patient: "4", split: "test" }),
  ]);

  expect(leaks).toEqual([
    { source: "s", patient: "1", splits: ["train", "test"], files: ["a", "b"] },
    { source: "s", patient: "3", splits: ["pretext", "val"], files: ["e", "f"] },
  ]);
});

test("the counts table counts images and patients of every group", () => {
  const table = countsTable([
    row({ file: "a", source: "t" }),
    row({ file: "b" }),
    row({ file: "c" }),
    row({ file: "d", patient: "2", label: "covid19", split: "test" }),
  ]);

  expect(table).toEqual([
    { source: "s", label: "covid19", split: "test", images: 1, patients: 1 },
    { source: "s", label: "normal", split: "", images: 2, patients: 1 },
    { source: "t", label: "normal", split: "", images: 1, patients: 1 },
  ]);
});

test("names the lines it is told, for files with empty lines between", () => {
  const { problems } = parseManifest([{ file: "a.png" }, { file: "" }], "manifest", [2, 7]);

  expect(problems.map(({ line }) => line)).toEqual([7]);
});
