// Deals the splits of a study once and freezes them, so that every cell and every later call reads the same films.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  leaveOneSourceOut,
  type ManifestRow,
  manifestRecord,
  type Protocol,
  patientSplit,
  protocolOf,
  publishedSplit,
  splitColumns,
  writeCsv,
} from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { type DatasetFolder, openDataset } from "../node/dataset-folder.ts";
import { outputName } from "../node/output-names.ts";
import { DEFAULT_FRACTIONS, hasSplits, refuseLeaks } from "../node/resolve-splits.ts";
import { makeFolder } from "../run-folder/write-atomic.ts";
import { type FileGroups, readGroups } from "../split/read-groups.ts";
import { type SplitRecord, writeSplit } from "../split/write-split.ts";
import { splitPath } from "./cell-settings.ts";
import { requireParts, splitNotes } from "./split-notes.ts";
import type { StudySettings } from "./study-settings.ts";

/** A split of a study. */
export interface StudySplit {
  /** Name of its file below `splits`, without the ending. */
  readonly name: string;
  /** The source that it tests on and leaves out of everything else. */
  readonly leftOut?: string;
  /** What must be said beside its numbers. */
  readonly notes: readonly string[];
  readonly record: SplitRecord;
}

/** The splits of a study: that of the main table, and those on which only the headline is trained. */
export interface StudySplits {
  readonly main: StudySplit;
  readonly others: readonly StudySplit[];
}

/** Name of the split of the paper's kind among the audits. */
export const PUBLISHED_SPLIT = "published";

/**
 * Deals and freezes the splits below `out/splits`.
 *
 * @throws {CliError} tag `usage` when a frozen split differs from what data and settings give now
 */
export function freezeStudySplits(
  settings: StudySettings,
  say: (line: string) => void,
): StudySplits {
  const { data, manifest, out, protocol, audits, groups: path } = settings;
  const dataset = openDataset(data, manifest);
  const groups = path === undefined ? undefined : readGroups(path);
  makeFolder(join(out, "splits"));
  const freeze = (
    name: string,
    rows: readonly ManifestRow[],
    protocolName: Protocol,
    options: SplitRecord["options"],
  ): SplitRecord => {
    const target = splitPath(out, name);
    requireSame(target, dataset, rows);
    const told = {
      ...options,
      ...(groups && { groups: { count: groups.groups.length, sha256: groups.sha256 } }),
    };
    return writeSplit(target, rows, dataset.columns, {
      protocol: protocolName,
      seed: settings.seed,
      options: told,
    });
  };
  const rows = mainRows(dataset, settings, groups);
  requireParts(protocol, rows);
  const note = refuseLeaks(rows);
  if (note !== undefined) say(`study: ${note}`);
  const [first] = rows;
  const main: StudySplit = {
    name: protocol,
    notes: [...(note === undefined ? [] : [note]), ...splitNotes(rows)],
    record: freeze(protocol, rows, (first && protocolOf(first)) ?? "clean", { dealt: protocol }),
  };
  const others: StudySplit[] = [];
  if (audits.published && protocol !== "published") {
    const leaky = publishedSplit(dataset.rows, { seed: settings.seed });
    const leaks = refuseLeaks(leaky);
    const record = freeze(PUBLISHED_SPLIT, leaky, "published", {});
    others.push({ name: PUBLISHED_SPLIT, notes: leaks === undefined ? [] : [leaks], record });
  }
  if (audits.leaveOneSourceOut !== false) {
    others.push(...leftOutSplits(settings, dataset, groups, freeze, say));
  }
  return { main, others };
}

function mainRows(
  { rows, manifestPath }: DatasetFolder,
  { seed, protocol, pretextPatients }: StudySettings,
  groups: FileGroups | undefined,
): readonly ManifestRow[] {
  if (protocol === "published") return publishedSplit(rows, { seed });
  if (protocol === "clean") {
    return patientSplit(rows, {
      seed,
      fractions: DEFAULT_FRACTIONS,
      groups: groups?.groups ?? [],
      pretext: pretextPatients,
    });
  }
  if (hasSplits(rows)) return rows;
  throw new CliError(
    "data",
    `study: with protocol "given" the manifest must have splits, but "${manifestPath}" has none. Run pleura data split, or set protocol: clean.`,
  );
}

function leftOutSplits(
  { seed, pretextPatients, audits }: StudySettings,
  dataset: DatasetFolder,
  groups: FileGroups | undefined,
  freeze: (
    name: string,
    rows: readonly ManifestRow[],
    protocol: Protocol,
    options: SplitRecord["options"],
  ) => SplitRecord,
  say: (line: string) => void,
): StudySplit[] {
  const wanted = audits.leaveOneSourceOut;
  const labelled = dataset.rows.filter(({ label }) => label !== "");
  if (wanted === true && new Set(labelled.map(({ source }) => source)).size < 2) {
    say("study: all labelled films are of one source, so none is left out");
    return [];
  }
  const { splits } = leaveOneSourceOut(dataset.rows, {
    seed,
    groups: groups?.groups ?? [],
    pretext: pretextPatients,
  });
  const known = splits.map(({ source }) => source);
  const unknown = Array.isArray(wanted) ? wanted.find((name) => !known.includes(name)) : undefined;
  if (unknown !== undefined) {
    throw new CliError(
      "config",
      `study: "audits.leaveOneSourceOut" must name sources with labelled films, but "${unknown}" is none. Known: ${known.join(", ")}.`,
    );
  }
  const taken = new Set<string>();
  return splits
    .filter(({ source }) => !Array.isArray(wanted) || wanted.includes(source))
    .map(({ source, rows, unlearnable, excluded }) => {
      const name = `without-${outputName(source, taken)}`;
      const missing =
        unlearnable.length === 0
          ? []
          : [`without ${source} no film is ${unlearnable.join(" or ")}, so it cannot be learnt`];
      const record = freeze(name, rows, "leave-one-source-out", { source, unlearnable, excluded });
      return { name, leftOut: source, notes: missing, record };
    });
}

/** @throws {CliError} tag `usage` when a frozen manifest is not that of `rows` */
function requireSame(path: string, { columns }: DatasetFolder, rows: readonly ManifestRow[]): void {
  if (!existsSync(path)) return;
  const table = writeCsv(splitColumns(columns), rows.map(manifestRecord));
  if (readFileSync(path, "utf8") === table) return;
  throw new CliError(
    "usage",
    `study: the split frozen in "${path}" must be the one that data and settings give, but it differs. Give another --out, or the data and seed that the study was begun with.`,
  );
}
