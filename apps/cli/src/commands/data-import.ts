// `pleura data import`: a downloaded source becomes a data set folder, with a report of what was left out.
import { resolve } from "node:path";
import { SKIP_REASONS, type SkipReason } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { commandSettings } from "../config/command-settings.ts";
import { suggest } from "../config/suggest.ts";
import { countNoun } from "../count-noun.ts";
import { EXIT } from "../exit-code.ts";
import type { ImportSummary } from "../import/import-counts.ts";
import { importDataset } from "../import/import-dataset.ts";
import {
  defaultsOf,
  type ImportSettings,
  importSchema,
  isSourceName,
  recordedSettings,
  refuseForeignSettings,
  SOURCE_NAMES,
  type SourceName,
  UNLABELLED,
} from "../import/import-settings.ts";
import { joinTable } from "../import/join-table.ts";
import { openSource } from "../import/open-source.ts";
import { isBelow, openSourceRoot, type SourceRoot } from "../import/source-root.ts";
import type { Invocation } from "../invocation.ts";
import { type Output, oneLine } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import { lockRunFolder } from "../run-folder/lock.ts";
import { makeFolder } from "../run-folder/write-atomic.ts";
import { listenForStop } from "../signals/stop-request.ts";
import { withCleanup } from "../with-cleanup.ts";

/** Runs the command. */
export async function run(invocation: Invocation): Promise<number> {
  const { output } = invocation;
  const source = sourceOf(invocation.files);
  const settings = commandSettings(importSchema, invocation, defaultsOf(source));
  refuseForeignSettings(source, settings);
  const root = openSourceRoot(settings.root, settings.followLinks);
  refuseOutInRoot(settings, root);
  return withCleanup(async (later) => {
    const stop = listenForStop(() =>
      output.say("stopping after the images in hand; run the same command again to go on"),
    );
    later(() => stop.dispose());
    makeFolder(settings.out);
    const lock = lockRunFolder(settings.out);
    later(() => lock.release());
    const opened = await openSource(source, root, settings);
    const { join: file, encoding } = settings;
    const joined = file === undefined ? opened : await joinTable(opened, root, { file, encoding });
    const progress = createProgress(output, "data import", opened.total, "images");
    later(() => progress.end());
    const as = settings.as ?? source;
    const summary = await importDataset(
      {
        source,
        as,
        folder: source === "manifest" && settings.as === undefined ? "" : `images/${as}`,
        root,
        out: settings.out,
        placing: settings.images,
        isDecoded: settings.decode,
        views: chosen(settings.views, (view) => view.toLowerCase()),
        labels: chosen(settings.only, (label) => (label === UNLABELLED ? "" : label)),
        mayReplace: settings.replace,
        settings: recordedSettings(source, settings),
      },
      joined,
      {
        onImages: (done) => progress.update(Math.min(done, joined.total)),
        check: () => stop.check(),
      },
    );
    progress.end();
    output.json({ out: settings.out, import: as, source, ...summary });
    print(output, settings.out, summary);
    return EXIT.ok;
  });
}

/** What a list chooses; undefined when it holds the word for everything. */
function chosen(
  list: readonly string[],
  write: (word: string) => string,
): ReadonlySet<string> | undefined {
  return list.includes("all") ? undefined : new Set(list.map(write));
}

/** @throws {CliError} tag `usage` for a source that there is not */
function sourceOf([given = "", ...more]: readonly string[]): SourceName {
  const isOne = more.length === 0;
  if (isOne && isSourceName(given)) return given;
  const near = suggest(given, SOURCE_NAMES);
  const advice = near === undefined || !isOne ? "Name one of them." : `Did you mean ${near}?`;
  const text = oneLine([given, ...more].join(" "));
  throw new CliError(
    "usage",
    `data import: the source must be one of ${SOURCE_NAMES.join(", ")}, but it is "${text}". ${advice}`,
  );
}

/** The root is only read, so nothing may be written below it. */
function refuseOutInRoot({ out }: ImportSettings, root: SourceRoot): void {
  const full = resolve(out);
  if (!isBelow(full, resolve(root.path)) && !isBelow(full, root.real)) return;
  throw new CliError(
    "usage",
    `data import: --out must lie outside --root, which is only read, but "${out}" is inside "${root.path}". Give another folder.`,
  );
}

/** Words that are shown; import.json holds more. */
const MOST_WORDS = 10;

function print(output: Output, out: string, summary: ImportSummary): void {
  const { images, patients, labels, skipped, unknownWords, notes } = summary;
  const byLabel = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([label, count]) => `${count} ${label || UNLABELLED}`);
  output.text(
    `imported  ${countNoun(images, "image")} of ${countNoun(patients, "patient")}: ${byLabel.join(", ")}`,
  );
  const reasons = Object.entries(skipped) as [SkipReason, number][];
  const all = reasons.reduce((sum, [, count]) => sum + count, 0);
  output.text(`skipped   ${all}`);
  for (const [reason, count] of reasons.sort(([, a], [, b]) => b - a)) {
    output.text(`  ${count} ${reason}: ${SKIP_REASONS[reason]}`);
  }
  const words = Object.entries(unknownWords).sort(([, a], [, b]) => b - a);
  if (words.length > 0) {
    const shown = words.slice(0, MOST_WORDS).map(([word, count]) => `"${oneLine(word)}" ${count}`);
    const more = words.length > MOST_WORDS ? ", …" : "";
    output.text(`unlabelled because no rule knows the finding: ${shown.join(", ")}${more}`);
  }
  for (const note of notes) output.text(`note      ${oneLine(note)}`);
  output.text(`in ${out}: manifest.csv, skipped.csv, import.json`);
}
