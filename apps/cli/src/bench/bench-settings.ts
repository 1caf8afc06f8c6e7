// The settings of `pleura bench`, which `pleura compare --against` passes on to both builds.
import { presets } from "@pleura/models";
import { z } from "zod";
import { countSetting, seedSetting, textSetting, tuneSetting } from "../config/command-settings.ts";
import type { SettingsTree } from "../config/load-settings.ts";

/** What a measurement may be told, besides where its results go. */
export const measurementSettings = {
  /** Only benches whose title contains this text. */
  filter: z.string(),
  /** Only benches with one of these titles. */
  titles: z.array(z.string()).optional(),
  /** Least time of one sample, milliseconds. */
  leastMs: z.number().positive(),
  /** Rounds over all benches in a session. */
  repeats: countSetting.max(1000),
  preset: z.enum(Object.keys(presets) as [string, ...string[]]),
  seed: seedSetting,
  adapter: textSetting.optional(),
  tune: tuneSetting,
  /** `gpu` timestamps, the host's `wall` clock, or `auto`: gpu where the adapter has timestamps. */
  clock: z.enum(["auto", "gpu", "wall"]),
  /** Programs open at once, MiB on the device. */
  groupMiB: z.number().positive(),
  /** Real extra work in one row, to show that a comparison finds it. */
  plant: z.strictObject({ title: textSetting, factor: z.number().min(1).max(10) }).optional(),
};

/** Settings of `bench`. */
export const benchSettings = z.strictObject({
  ...measurementSettings,
  /** Times that everything is measured anew on a fresh device. */
  sessions: countSetting.max(100),
  /** Rows whose 99 % interval is wider than this on either side are measured in further sessions, as a share. */
  precision: z.number().positive(),
  /** Most sessions of a row. */
  mostSessions: countSetting.max(1000),
  /** Train the smallest network for so many steps instead, and watch memory and the host. */
  soak: countSetting.optional(),
  out: textSetting.optional(),
});

/** Defaults of a measurement. */
export const measurementDefaults: SettingsTree = {
  filter: "",
  // Long against a submission's own cost of 0.1 ms, short enough that all rows take turns within seconds.
  leastMs: 30,
  // Of every row, so that the whole table takes minutes; rows that are disturbed get further sessions. (A median of 7
  // rounds withstands the odd disturbed sample a tenth better: compare --against takes 15.)
  repeats: 5,
  preset: "demo",
  seed: 0,
  tune: true,
  clock: "auto",
  // All ops at the demo's shapes stay in few groups, and two builds side by side in the memory of a laptop.
  groupMiB: 1024,
};

/** Defaults of `bench`. */
export const benchDefaults: SettingsTree = {
  ...measurementDefaults,
  // Sessions are what `compare` counts: 10 on each side find 10 % in a table of 65 rows (docs/benchmarks.md).
  sessions: 10,
  // Two sides of 3 % each find a change of 10 % (0.095 in logarithms) with more than a side's interval to spare.
  precision: 0.03,
  mostSessions: 30,
};
