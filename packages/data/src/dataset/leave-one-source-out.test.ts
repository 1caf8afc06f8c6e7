// Leave one source out: the test is new to everything, whatever ties films of two sources.

import fc from "fast-check";
import { expect, test } from "vitest";
import { CLASSES } from "./classes.ts";
import { findLeaks } from "./leaks.ts";
import { leaveOneSourceOut } from "./leave-one-source-out.ts";
import type { ManifestRow } from "./manifest.ts";
import { pretextRole } from "./protocol.ts";

function row(file: string, change: Partial<ManifestRow>): ManifestRow {
  return {
    file,
    source: "a",
    patient: "",
    label: "normal",
    view: "",
    split: "",
    license: "",
    extra: {},
    ...change,
  };
}

const anyRow = fc.record({
  source: fc.constantFrom("a", "b", "c"),
  patient: fc.constantFrom("", "1", "2", "3", "4"),
  label: fc.constantFrom(...CLASSES, "" as const),
});

test("every labelled image of the source tests, and nothing of it is seen before", () => {
  fc.assert(
    fc.property(
      fc.array(anyRow, { maxLength: 50 }),
      fc.array(fc.tuple(fc.nat(49), fc.nat(49)), { maxLength: 6 }),
      fc.nat(),
      (drawn, pairs, seed) => {
        const two = [row("x", { source: "a" }), row("y", { source: "b" })];
        const rows = [...two, ...drawn.map((one, index) => row(`${index}`, one))];
        const groups = pairs.map(([a, b]) => [`${a}`, `${b}`]);
        const { splits, skipped } = leaveOneSourceOut(rows, { seed, groups });
        const sources = new Set(rows.map(({ source }) => source));
        expect([...splits.map(({ source }) => source), ...skipped].sort()).toEqual(
          [...sources].sort(),
        );
        for (const { source, rows: split } of splits) {
          for (const one of split) {
            const isTest = one.source === source && one.label !== "";
            expect(one.split === "test").toBe(isTest);
            if (one.source === source) expect(pretextRole(one)).toBe("");
          }
          expect(findLeaks(split)).toEqual([]);
          const splitOf = new Map(split.map((one) => [one.file, one.split]));
          for (const files of groups) {
            const parts = files.map((file) => splitOf.get(file) ?? "");
            if (parts.includes("test"))
              expect(parts.every((part) => part === "test" || part === "")).toBe(true);
          }
        }
        const reversed = leaveOneSourceOut(rows.toReversed(), { seed, groups });
        expect(reversed.splits.map((one) => one.rows.toReversed())).toEqual(
          splits.map((one) => one.rows),
        );
      },
    ),
  );
});

test("a source without labels is skipped, and what only one source has is called unlearnable", () => {
  const rows = [
    ...Array.from({ length: 10 }, (_, index) => row(`a${index}`, {})),
    ...Array.from({ length: 10 }, (_, index) =>
      row(`b${index}`, { source: "b", label: index < 5 ? "normal" : "covid19" }),
    ),
    row("c", { source: "c", label: "" }),
  ];

  const { splits, skipped } = leaveOneSourceOut(rows, { seed: 1, groups: [["a0", "b0"]] });

  expect(skipped).toEqual(["c"]);
  expect(
    splits.map(({ source, unlearnable, excluded }) => [source, unlearnable, excluded]),
  ).toEqual([
    ["a", [], 1],
    ["b", ["covid19"], 1],
  ]);
  const [first] = splits;
  expect(first?.rows.find(({ file }) => file === "b0")?.split).toBe("");
  expect(first?.rows.filter(({ split }) => split === "val").length).toBe(2);
  expect(first?.rows.find(({ file }) => file === "c")?.split).toBe("pretext");
});

test("refuses a set with one labelled source, and a validation share of 1", () => {
  expect(() => leaveOneSourceOut([row("x", {}), row("y", {})], { seed: 1 })).toThrow(
    "split: leave-one-source-out must have at least 2 sources with labelled images, but there" +
      ' is 1. Fill the manifest\'s column "source".',
  );
  expect(() => leaveOneSourceOut([], { seed: 1 })).toThrow(
    "split: leave-one-source-out must have at least 2 sources with labelled images, but there" +
      ' are 0. Fill the manifest\'s column "source".',
  );
  const rows = [row("x", {}), row("y", { source: "b" })];
  expect(() => leaveOneSourceOut(rows, { seed: 1, validation: 1 })).toThrow(
    'split: "validation" must be a share from 0 to below 1, but it is 1. Give for example 0.2.',
  );
});
