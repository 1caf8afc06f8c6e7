// The settings of `data import`: which exist, which source takes which, and what each source begins with.
import { CLASSES } from "@pleura/data";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import { seedSetting, textSetting } from "../config/command-settings.ts";
import type { SettingsTree } from "../config/load-settings.ts";
import { PLACINGS } from "./place-image.ts";
import { ENCODINGS } from "./read-table.ts";

/** Names of the importers. */
export const SOURCE_NAMES = [
  "nih",
  "cohen",
  "figure1",
  "actualmed",
  "radiography",
  "folder",
  "manifest",
] as const;

/** One of {@link SOURCE_NAMES}. */
export type SourceName = (typeof SOURCE_NAMES)[number];

/** True when the text names an importer. */
export function isSourceName(text: string): text is SourceName {
  return (SOURCE_NAMES as readonly string[]).includes(text);
}

/** A list, or a text with commas between its items. */
function listOf<S extends z.ZodType>(item: S) {
  return z.preprocess(
    (value) => (typeof value === "string" ? value.split(",").map((text) => text.trim()) : value),
    z.array(item),
  );
}

/** Word for the empty label, which a list cannot hold. */
export const UNLABELLED = "unlabelled";

/** A label given to a folder: what YAML makes of nothing, `""` and `unlabelled` all mean none. */
const labelSetting = z
  .preprocess(
    (value) => (value === null || value === "" ? UNLABELLED : value),
    z.enum([...CLASSES, UNLABELLED]),
  )
  .transform((word) => (word === UNLABELLED ? "" : word));

/** A folder's name, which must not lead anywhere else. */
const nameSetting = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error: "letters, digits, dots, dashes and underscores, 64 at most",
});

/** All settings of the command. */
export const importSchema = z.strictObject({
  root: textSetting,
  out: textSetting,
  as: nameSetting.optional(),
  images: z.enum(PLACINGS),
  views: listOf(textSetting),
  only: listOf(z.enum([...CLASSES, UNLABELLED, "all"])),
  pneumonia: z.enum(["exact", "contains"]),
  dropOrigins: listOf(textSetting),
  labels: z.record(z.string(), labelSetting),
  patientPattern: textSetting.optional(),
  license: z.string(),
  join: textSetting.optional(),
  encoding: z.enum(ENCODINGS),
  decode: z.boolean(),
  followLinks: z.boolean(),
  replace: z.boolean(),
  seed: seedSetting.optional(),
  adapter: textSetting.optional(),
});

/** Settings of one import. */
export type ImportSettings = z.output<typeof importSchema>;

/** Views that each source's rule keeps; "all" for every one. */
const VIEWS: Partial<Record<SourceName, readonly string[]>> = {
  nih: ["PA", "AP"],
  cohen: ["PA", "AP", "AP Supine", "AP erect"],
};

/** What a source begins with. */
export function defaultsOf(source: SourceName): SettingsTree {
  return {
    images: "auto",
    views: VIEWS[source] ?? ["all"],
    only: ["all"],
    pneumonia: "exact",
    dropOrigins: [],
    labels: {},
    license: "",
    encoding: "utf-8",
    decode: false,
    followLinks: false,
    replace: false,
  };
}

/** Settings that only some sources understand. */
const ONLY: Partial<Record<keyof ImportSettings, readonly SourceName[]>> = {
  pneumonia: ["nih"],
  dropOrigins: ["radiography"],
  labels: ["folder"],
  patientPattern: ["folder"],
  license: ["nih", "figure1", "actualmed", "radiography", "folder"],
};

/** @throws {CliError} tag `usage` for a setting that the source would silently ignore */
export function refuseForeignSettings(source: SourceName, settings: ImportSettings): void {
  const defaults = defaultsOf(source);
  for (const [key, sources] of Object.entries(ONLY)) {
    const value = settings[key as keyof ImportSettings];
    if (sources.includes(source) || JSON.stringify(value) === JSON.stringify(defaults[key]))
      continue;
    throw new CliError(
      "usage",
      `data import ${source}: "${key}" must be left out, but it is given, and only ${sources.join(", ")} takes it. Leave it out.`,
    );
  }
}

/** The settings that decide what is imported, for the record beside the manifest. */
export function recordedSettings(
  source: SourceName,
  settings: ImportSettings,
): Readonly<Record<string, unknown>> {
  const shared = ["views", "only", "encoding", "decode", "followLinks", "join"] as const;
  const own = Object.entries(ONLY)
    .filter(([, sources]) => sources.includes(source))
    .map(([key]) => key as keyof ImportSettings);
  return Object.fromEntries([...shared, ...own].map((key) => [key, settings[key]]));
}
