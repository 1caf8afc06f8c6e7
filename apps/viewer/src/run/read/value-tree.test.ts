// Values as lines: their texts, the search over them, and what differs between two.
import { expect, test } from "vitest";
import { MOST_LINES, searchLines, valueDifferences, valueLines } from "./value-tree.ts";

const config = { seed: 0, unet: { levels: 3, norm: "batch" }, list: [1, 2], empty: {}, none: null };

test("lists groups before what they hold, short lists in one line", () => {
  expect(valueLines(config).map(({ path, depth, text }) => [path, depth, text])).toEqual([
    ["seed", 0, "0"],
    ["unet", 0, undefined],
    ["unet.levels", 1, "3"],
    ["unet.norm", 1, "batch"],
    ["list", 0, "[1,2]"],
    ["empty", 0, "{}"],
    ["none", 0, "null"],
  ]);
});

test("a search keeps the groups of what it finds", () => {
  expect(searchLines(valueLines(config), "UNET lev").map(({ path }) => path)).toEqual([
    "unet",
    "unet.levels",
  ]);
  expect(searchLines(valueLines(config), "  ")).toHaveLength(7);
  expect(searchLines(valueLines(config), "nothing")).toEqual([]);
});

test("only keys that differ are differences, also those that one side lacks", () => {
  const other = { seed: 1, unet: { levels: 3, norm: "group" }, list: [1, 2], more: true };

  expect(valueDifferences(valueLines(config), valueLines(other))).toEqual([
    { path: "seed", first: "0", second: "1" },
    { path: "unet.norm", first: "batch", second: "group" },
    { path: "empty", first: "{}", second: undefined },
    { path: "none", first: "null", second: undefined },
    { path: "more", first: undefined, second: "true" },
  ]);
});

test("hostile values stay one line, shallow and few", () => {
  const deep = JSON.parse(`${'{"a":'.repeat(500)}1${"}".repeat(500)}`);
  const lines = valueLines({
    text: "a\nb\u202ec\u0000d",
    long: "x".repeat(10_000),
    deep,
    many: Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`k${index}`, index])),
  });

  expect(lines[0]?.text).toBe("a b c d");
  expect(lines[1]?.text).toHaveLength(402);
  expect(Math.max(...lines.map(({ depth }) => depth))).toBe(12);
  expect(lines).toHaveLength(MOST_LINES);
});

test("__proto__ is a key", () => {
  const value = JSON.parse('{"__proto__": {"x": 1}}');

  expect(valueLines(value).map(({ path }) => path)).toEqual(["__proto__", "__proto__.x"]);
});
