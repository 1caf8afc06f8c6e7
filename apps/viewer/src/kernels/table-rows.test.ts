// Rows of the table: what they say, how they are sorted and found, and which of many are drawn.
import { reportOf } from "@pleura/profiling/test-recording";
import { expect, test } from "vitest";
import { COLUMNS, shownRows, tableRows } from "./table-rows.ts";
import { visibleRows } from "./visible-rows.ts";

const report = reportOf();
const rows = tableRows(report);
const byTime = { column: "total", isDescending: true };

test("has rows by kernel, by layer and by launch with the same time in all", () => {
  const total = (of: readonly { totalMs: number }[]) =>
    of.reduce((sum, one) => sum + one.totalMs, 0);

  expect(rows.kernel.map(({ name }) => name)).toEqual(["conv", "add"]);
  expect(rows.layer.map(({ name }) => name)).toHaveLength(3);
  expect(rows.launch.map(({ name, kernel, place }) => [name, kernel, place])).toEqual([
    ["a.conv", "conv", { program: 0, launch: 0 }],
    ["a.add", "add", { program: 0, launch: 1 }],
    ["gradient of a.conv", "conv", { program: 0, launch: 2 }],
  ]);
  expect(total(rows.launch)).toBeCloseTo(total(rows.kernel), 12);
  expect(rows.launch.reduce((sum, { timeShare }) => sum + timeShare, 0)).toBeCloseTo(1, 12);
});

test("a launch has the rates that its kernel's row has", () => {
  const [launch] = shownRows(rows.launch, "a.add", byTime);
  const [kernel] = shownRows(rows.kernel, "add", byTime);

  for (const { id, show } of COLUMNS) {
    expect([id, launch && show(launch)]).toEqual([id, kernel && show(kernel)]);
  }
});

test.each(COLUMNS.map(({ id }) => id))("sorts by %s both ways", (column) => {
  const { read } = COLUMNS.find(({ id }) => id === column) ?? {};
  if (read === undefined) throw new Error("internal: the column is one");
  const falling = shownRows(rows.launch, "", { column, isDescending: true }).map(read);
  const rising = shownRows(rows.launch, "", { column, isDescending: false }).map(read);

  const compare = (a: number | string, b: number | string) => (a < b ? -1 : a > b ? 1 : 0);
  expect(rising).toEqual(rising.toSorted(compare));
  expect(falling).toEqual(rising.toReversed());
});

test("what is not known comes last of a falling order", () => {
  const [first, ...others] = rows.launch;
  if (first === undefined) throw new Error("internal: there are launches");
  const sorted = shownRows([{ ...first, spread: Number.NaN }, ...others], "", {
    column: "spread",
    isDescending: true,
  });

  expect(sorted.at(-1)?.spread).toBeNaN();
  expect(COLUMNS.find(({ id }) => id === "spread")?.show(sorted.at(-1) ?? first)).toBe("–");
});

test("finds rows by name or kernel, whatever the case", () => {
  const names = (filter: string) => shownRows(rows.launch, filter, byTime).map(({ name }) => name);

  expect(names(" GRADIENT ")).toEqual(["gradient of a.conv"]);
  expect(names("conv")).toHaveLength(2);
  expect(names("nothing")).toEqual([]);
  expect(names("")).toHaveLength(3);
});

test("draws the rows in sight and some beyond", () => {
  expect(visibleRows(2000, 20, 10_000, 400)).toEqual({
    first: 488,
    end: 532,
    above: 9760,
    below: 29_360,
  });
});

test.each([
  [0, 0, 400, { first: 0, end: 0, above: 0, below: 0 }],
  [5, 0, 400, { first: 0, end: 5, above: 0, below: 0 }],
  // A filter leaves five rows while the list is still scrolled far down.
  [5, 9999, 400, { first: 0, end: 5, above: 0, below: 0 }],
])("draws all of %i rows", (count, top, height, expected) => {
  expect(visibleRows(count, 20, top, height)).toEqual(expected);
});
