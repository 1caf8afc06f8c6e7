// What is said of a split, and which split is refused.
import type { ManifestRow } from "@pleura/data";
import { expect, test } from "vitest";
import { requireParts, splitNotes } from "./split-notes.ts";

const row = (
  split: ManifestRow["split"],
  label: ManifestRow["label"],
  patient = "p",
): ManifestRow => ({
  file: `${split}-${label}.png`,
  source: "a",
  patient,
  label,
  view: "",
  split,
  license: "",
  extra: {},
});
const whole = (["train", "val", "test"] as const).flatMap((part) =>
  (["covid19", "pneumonia", "normal"] as const).map((label) => row(part, label)),
);

test("says nothing of a split with every class and patient", () => {
  expect(splitNotes(whole)).toEqual([]);
  expect(() => requireParts("clean", whole)).not.toThrow();
});

test("names classes that a part lacks, and films without a patient", () => {
  const rows = whole.filter(({ split, label }) => !(split === "test" && label === "covid19"));

  expect(splitNotes(rows)).toEqual([
    "Classes are missing: no film of test is covid19. Means over classes leave out what is not defined.",
  ]);
  expect(splitNotes([...whole, row("train", "normal", "")])).toEqual([
    "The manifest gives no patient for 1 of 10 labelled films: each counts as a patient of its own, so intervals may be too narrow and the split cannot keep these patients apart.",
  ]);
});

test("refuses a split with an empty part", () => {
  const rows = whole.filter(({ split }) => split !== "val");

  expect(() => requireParts("clean", rows)).toThrow(
    'study: every part of the split "clean" must hold at least one labelled film, but "val" holds none. Label more films, or give other splits.',
  );
});
