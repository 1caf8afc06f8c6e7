// The pieces that the settings of several commands share, and the door every command loads them by.
import { z } from "zod";
import type { Invocation } from "../invocation.ts";
import { loadSettings, type SettingsTree } from "./load-settings.ts";

/** Largest seed: the random streams take integers below 2⁵³. */
export const seedSetting = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A whole number from 1. */
export const countSetting = z.int().min(1);

/** Text with at least one character. */
export const textSetting = z.string().min(1);

/** False with `--no-tune`: kernel variants by the built-in tables, not by what was measured on this machine. */
export const tuneSetting = z.boolean();

/** Folder of the prepared images, or `none`; the user's cache folder when absent. */
export const cacheSetting = textSetting.optional();

/** Threads that decode and change images, 0 for none; as many as the machine has cores when absent. */
export const workersSetting = z.int().min(0).max(64).optional();

/** Loads a command's settings from its flags; `rename` maps a flag to the setting it sets. */
export function commandSettings<S extends z.ZodType>(
  schema: S,
  { flags }: Invocation,
  defaults: SettingsTree | ((given: SettingsTree) => SettingsTree),
): z.output<S> {
  const { config, set, ...settings } = flags;
  return loadSettings(schema, {
    flags: settings,
    configFile: config as string | undefined,
    sets: (set as readonly string[] | undefined) ?? [],
    defaults: typeof defaults === "function" ? defaults : () => defaults,
  });
}
