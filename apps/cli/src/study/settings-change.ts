// Finds what in a cell's settings is not as it was begun with.
import { isDeepStrictEqual } from "node:util";
import type { SettingsTree } from "../config/load-settings.ts";

/** Where files lie, which changes no number, and names of files that are checked by their contents. */
const PLACES = new Set(["data", "manifest", "out", "adapter", "init", "everySteps"]);

/**
 * The path of the first setting that differs, such as `optimiser.clipNorm`; undefined when none does.
 *
 * A setting that the record does not know, because an older version began the cell, must not be given: its default
 * is what the older version did.
 *
 * @param given what the study's file says, without defaults
 */
export function settingsChange(
  now: SettingsTree,
  before: SettingsTree,
  given: SettingsTree,
): string | undefined {
  const keys = new Set([...Object.keys(now), ...Object.keys(before)]);
  for (const key of keys) {
    if (PLACES.has(key)) continue;
    const [value, old, own] = [now[key], before[key], given[key]];
    if (!Object.hasOwn(before, key) && own === undefined) continue;
    if (isGroup(value) && isGroup(old)) {
      const change = settingsChange(value, old, isGroup(own) ? own : {});
      if (change !== undefined) return `${key}.${change}`;
    } else if (!isDeepStrictEqual(value, old)) return key;
  }
  return undefined;
}

function isGroup(value: unknown): value is SettingsTree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
