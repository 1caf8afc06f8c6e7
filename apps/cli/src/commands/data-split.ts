// `pleura data split`: splits by the published, the clean or the leave-one-source-out protocol, frozen in manifests.
import { dirname, join } from "node:path";
import {
  leaveOneSourceOut,
  type ManifestRow,
  PRETEXT_PATIENTS,
  PROTOCOLS,
  patientKey,
  patientSplit,
  publishedSplit,
} from "@pleura/data";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import {
  commandSettings,
  countSetting,
  seedSetting,
  textSetting,
} from "../config/command-settings.ts";
import { countNoun } from "../count-noun.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { type DatasetFolder, openDataset } from "../node/dataset-folder.ts";
import { outputName } from "../node/output-names.ts";
import { DEFAULT_FRACTIONS, publishedNote } from "../node/resolve-splits.ts";
import { type Output, oneLine } from "../output.ts";
import { makeFolder } from "../run-folder/write-atomic.ts";
import { countsLines } from "../split/counts-lines.ts";
import { readGroups } from "../split/read-groups.ts";
import {
  refuseFrozen,
  type SplitRecord,
  type SplitRequest,
  writeSplit,
} from "../split/write-split.ts";

const share = z.number().min(0).max(1);
const schema = z.strictObject({
  data: textSetting,
  manifest: textSetting.optional(),
  out: textSetting.optional(),
  protocol: z.enum(PROTOCOLS),
  seed: seedSetting,
  force: z.boolean(),
  fractions: z.strictObject({ train: share, val: share, test: share }).optional(),
  groups: textSetting.optional(),
  pretext: z.enum(PRETEXT_PATIENTS).optional(),
  images: countSetting.optional(),
  pretextSources: z.array(textSetting).optional(),
  adapter: textSetting.optional(),
});
type Settings = z.output<typeof schema>;

/** Settings that a protocol does not read; giving one is a mistake. */
const UNREAD: Readonly<Record<Settings["protocol"], readonly (keyof Settings)[]>> = {
  published: ["fractions", "groups", "pretext"],
  clean: ["images", "pretextSources"],
  "leave-one-source-out": ["images", "pretextSources"],
};

/** Runs the command: writes the manifest in place or to `--out FILE`, or one a source to `--out DIR`. */
export async function run(invocation: Invocation): Promise<number> {
  const settings = commandSettings(schema, invocation, {
    protocol: "clean",
    seed: 0,
    force: false,
  });
  refuseUnread(settings);
  const dataset = openDataset(settings.data, settings.manifest);
  if (settings.protocol === "leave-one-source-out") leaveOut(settings, dataset, invocation.output);
  else splitOnce(settings, dataset, invocation.output);
  return EXIT.ok;
}

function splitOnce(settings: Settings, dataset: DatasetFolder, output: Output): void {
  const { protocol, seed, images, pretextSources, pretext = "others" } = settings;
  const target = settings.out ?? dataset.manifestPath;
  if (!settings.force) refuseFrozen(settings.data, target);
  const { fractions = DEFAULT_FRACTIONS } = settings;
  const { groups, record: groupsRecord } = groupsOf(settings);
  const rows =
    protocol === "published"
      ? publishedSplit(dataset.rows, {
          seed,
          ...(images !== undefined && { images }),
          ...(pretextSources !== undefined && { pretextSources }),
        })
      : patientSplit(dataset.rows, { seed, fractions, groups, pretext });
  const options =
    protocol === "published" ? { images, pretextSources } : { fractions, pretext, ...groupsRecord };
  makeFolder(dirname(target));
  const record = writeSplit(target, rows, dataset.columns, { protocol, seed, options });
  output.json({ ...record, manifest: target });
  print(output, record, rows);
  if (protocol === "published") output.say(`data split: ${publishedNote(rows)}`);
  output.text(`frozen in ${target}`);
}

function leaveOut(settings: Settings, dataset: DatasetFolder, output: Output): void {
  const { data, out, seed, force, pretext = "others", fractions = DEFAULT_FRACTIONS } = settings;
  if (out === undefined) {
    throw new CliError(
      "usage",
      "data split: leave-one-source-out must have a folder for one manifest a source, but there is no --out. Give --out DIR.",
    );
  }
  const validation = fractions.val / (fractions.train + fractions.val);
  const { groups, record: groupsRecord } = groupsOf(settings);
  const found = leaveOneSourceOut(dataset.rows, { seed, validation, groups, pretext });
  const taken = new Set<string>();
  const targets = found.splits.map(({ source }) => join(out, `${outputName(source, taken)}.csv`));
  if (!force) for (const target of targets) refuseFrozen(data, target);
  makeFolder(out);
  for (const [index, { source, rows, unlearnable, excluded }] of found.splits.entries()) {
    const target = targets[index] as string;
    const options = { source, validation, pretext, unlearnable, excluded, ...groupsRecord };
    const request: SplitRequest = { protocol: settings.protocol, seed, options };
    const record = writeSplit(target, rows, dataset.columns, request);
    output.json({ ...record, manifest: target });
    output.text(`left out: ${oneLine(source) || "(no source)"}`);
    print(output, record, rows);
    if (unlearnable.length > 0) {
      output.text(
        `no other source has ${unlearnable.join(", ")}: what this split says of it is that it cannot be learnt without this source`,
      );
    }
    if (excluded > 0) {
      output.text(
        `${countNoun(excluded, "image")} of other sources left out, tied to it by groups or a person's id`,
      );
    }
    output.text(`frozen in ${target}\n`);
  }
  for (const source of found.skipped) {
    output.say(
      `data split: source "${oneLine(source)}" has no labelled image and is never left out`,
    );
  }
  output.json({ skipped: found.skipped });
}

function groupsOf({ groups: path }: Settings): {
  readonly groups: readonly (readonly string[])[];
  readonly record: Readonly<Record<string, unknown>>;
} {
  if (path === undefined) return { groups: [], record: {} };
  const { groups, sha256 } = readGroups(path);
  return { groups, record: { groups: { count: groups.length, sha256 } } };
}

/** @throws {CliError} tag `usage` for a setting that the protocol does not read */
function refuseUnread(settings: Settings): void {
  const { protocol } = settings;
  const given = UNREAD[protocol].find((name) => settings[name] !== undefined);
  if (given === undefined) return;
  throw new CliError(
    "usage",
    `data split: the protocol "${protocol}" must be given only what it reads, but "${given}" is none of that. Leave it out, or choose another --protocol.`,
  );
}

function print(
  output: Output,
  { images, pretext, table }: SplitRecord,
  rows: readonly ManifestRow[],
): void {
  const patients = new Set(rows.map(patientKey)).size;
  for (const line of countsLines(table, { images: rows.length, patients })) output.text(line);
  for (const [name, count] of Object.entries(images)) output.text(`${name.padEnd(8)} ${count}`);
  output.text(
    `the pretext trains on ${countNoun(pretext.train, "image")} and validates on ${pretext.val}`,
  );
}
