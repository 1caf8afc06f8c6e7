// Units: a patient's images together, groups tie patients, order plays no part.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { ManifestRow } from "./manifest.ts";
import { patientUnits } from "./patient-units.ts";

const row = (file: string, patient: string, source = "s"): ManifestRow => ({
  file,
  source,
  patient,
  label: "normal",
  view: "",
  split: "",
  license: "",
  extra: {},
});

test("without groups a unit is a patient, and an image without a patient is its own", () => {
  const units = patientUnits([row("a", "1"), row("b", "1"), row("c", ""), row("d", "1", "t")]);

  expect(units[0]).toBe(units[1]);
  expect(new Set(units).size).toBe(3);
});

test("an id with a letter is one person in two sources, a bare number is two", () => {
  const units = patientUnits([
    row("a", "han-1"),
    row("b", "han-1", "t"),
    row("c", "7"),
    row("d", "7", "t"),
  ]);

  expect(units[0]).toBe(units[1]);
  expect(units[2]).not.toBe(units[3]);
});

test("groups tie patients, over several steps, and unknown files are ignored", () => {
  const rows = [row("a", "1"), row("b", "2"), row("c", "3"), row("d", "4"), row("e", "2")];

  const units = patientUnits(rows, [
    ["a", "e"],
    ["b", "c", "gone"],
    ["gone", "other"],
  ]);

  expect(new Set([units[0], units[1], units[2], units[4]]).size).toBe(1);
  expect(units[3]).not.toBe(units[0]);
});

test("the order of rows and groups does not matter", () => {
  const files = Array.from({ length: 12 }, (_, index) => `f${index}`);
  const anyGroups = fc.array(fc.subarray(files, { minLength: 2, maxLength: 3 }), { maxLength: 6 });
  fc.assert(
    fc.property(anyGroups, fc.shuffledSubarray(files, { minLength: 12 }), (groups, order) => {
      const unitOf = (names: readonly string[], given: readonly (readonly string[])[]) => {
        const rows = names.map((file) => row(file, `${Number(file.slice(1)) % 7}`));
        const units = patientUnits(rows, given);
        return Object.fromEntries(names.map((name, index) => [name, units[index]]).sort());
      };
      expect(unitOf(order, [...groups].reverse())).toEqual(unitOf(files, groups));
    }),
  );
});
