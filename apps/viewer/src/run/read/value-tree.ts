// The values of a JSON file as lines with their keys: to list, to search, and to compare.
import { shownValue } from "./shown-value.ts";

/** A line of the tree: a group, or a key with its value. */
export interface ValueLine {
  /** Keys from the top, joined with dots. */
  readonly path: string;
  readonly key: string;
  readonly depth: number;
  /** Undefined for a group, whose lines follow. */
  readonly text: string | undefined;
}

/** More lines are no settings; ours have about a hundred. */
export const MOST_LINES = 5000;

/** Deeper groups are shown as their JSON. */
const MOST_DEPTH = 12;

/** All lines of a value, groups before what they hold; short lists of plain values are one line. */
export function valueLines(value: unknown): readonly ValueLine[] {
  const lines: ValueLine[] = [];
  const add = (parent: string, key: string, item: unknown, depth: number): void => {
    if (lines.length >= MOST_LINES) return;
    const path = parent === "" ? key : `${parent}.${key}`;
    const isGroup = isGroupValue(item) && depth < MOST_DEPTH;
    lines.push({ path, key, depth, text: isGroup ? undefined : shownValue(item) });
    if (!isGroup) return;
    for (const [name, inner] of Object.entries(item)) add(path, name, inner, depth + 1);
  };
  if (typeof value !== "object" || value === null) return [];
  for (const [name, inner] of Object.entries(value)) add("", name, inner, 0);
  return lines;
}

function isGroupValue(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const inner = Object.values(value);
  if (inner.length === 0) return false;
  return !Array.isArray(value) || inner.some((one) => typeof one === "object" && one !== null);
}

/** Lines whose path or value holds all words of a search, with the groups that they stand in. */
export function searchLines(lines: readonly ValueLine[], search: string): readonly ValueLine[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return lines;
  const kept = new Set<string>();
  for (const { path, text } of lines) {
    const hay = `${path} ${text ?? ""}`.toLowerCase();
    if (text === undefined || !words.every((word) => hay.includes(word))) continue;
    const keys = path.split(".");
    for (let length = 1; length <= keys.length; length += 1) {
      kept.add(keys.slice(0, length).join("."));
    }
  }
  return lines.filter(({ path }) => kept.has(path));
}

/** A key that two values have differently; undefined where one has it not. */
export interface ValueDifference {
  readonly path: string;
  readonly first: string | undefined;
  readonly second: string | undefined;
}

/** Keys that differ, in the order of the first lines and then of the second. */
export function valueDifferences(
  first: readonly ValueLine[],
  second: readonly ValueLine[],
): readonly ValueDifference[] {
  const texts = (lines: readonly ValueLine[]): Map<string, string> =>
    new Map(lines.flatMap(({ path, text }) => (text === undefined ? [] : [[path, text]])));
  const [a, b] = [texts(first), texts(second)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .map((path) => ({ path, first: a.get(path), second: b.get(path) }))
    .filter((one) => one.first !== one.second);
}
