// Composition: groups are counted by image and by patient, and what is not told stays empty.
import { expect, test } from "vitest";
import { ageGroup, compositionTable, sexOf } from "./composition.ts";
import type { ManifestRow } from "./manifest.ts";

const row = (file: string, patient: string, more: Partial<ManifestRow> = {}): ManifestRow => ({
  file,
  source: "a",
  patient,
  label: "normal",
  view: "PA",
  split: "train",
  license: "",
  extra: {},
  ...more,
});

test("counts images and patients of each group, sorted", () => {
  const rows = [
    row("1", "p", { extra: { sex: "male", age: "064Y" } }),
    row("2", "p", { extra: { sex: "M", age: "64" } }),
    row("3", "q", { extra: { sex: "F", age: "" } }),
    row("4", "", { view: "AP" }),
  ];

  expect(compositionTable(rows, ["label", "view", "sex", "age"])).toEqual([
    { values: ["normal", "AP", "", ""], images: 1, patients: 1 },
    { values: ["normal", "PA", "female", ""], images: 1, patients: 1 },
    { values: ["normal", "PA", "male", "60–79"], images: 2, patients: 1 },
  ]);
  expect(compositionTable([], ["label"])).toEqual([]);
});

test.each([
  ["0", "0–17"],
  ["17.9", "0–17"],
  ["18", "18–39"],
  ["79Y", "60–79"],
  ["080", "80+"],
  ["120", "80+"],
  ["121", ""],
  ["", ""],
  ["-3", ""],
  ["sixty", ""],
])("age %j is in group %j", (text, group) => {
  expect(ageGroup(text)).toBe(group);
});

test.each([
  ["Female", "female"],
  [" m ", "male"],
  ["O", "o"],
  ["", ""],
])("sex %j is %j", (text, sex) => {
  expect(sexOf(text)).toBe(sex);
});
