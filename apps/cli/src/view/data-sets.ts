// The data sets whose films the shown runs were trained on, found through each run's settings.
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, posix, relative, resolve } from "node:path";
import type { ManifestRow } from "@pleura/data";
import { openDataset } from "../node/dataset-folder.ts";
import { applyFrozenSplit, hasSplits, SPLIT_FILE } from "../node/resolve-splits.ts";
import type { ListedTarget } from "./view-target.ts";

/** A data set, and the runs whose films it holds. */
export interface ViewedDataSet {
  readonly name: string;
  readonly folder: string;
  /** Another manifest than the folder's own. */
  readonly manifest?: string;
  /** Folder whose split.csv says where the films were, when the manifest does not. */
  readonly splitFolder: string;
  /** Paths of the runs' folders as the page knows them. */
  readonly runs: readonly string[];
}

/** Where a data set is when the runs' settings do not say it rightly. */
export interface DataPlace {
  readonly data?: string | undefined;
  readonly manifest?: string | undefined;
}

/** A report of 20,000 films has 6 MB, a run.json 3 kB: files of more bytes are none of ours. */
const MOST_RECORD_BYTES = 16 << 20;

/** Files that name a data set, the telling one first: a run's settings, and an evaluation's report. */
const RECORDS = ["run.json", "report.json"];

/** The data sets of the targets' runs, in the order in which the runs are found. */
export function dataSetsOf(
  targets: readonly ListedTarget[],
  given: DataPlace,
): readonly ViewedDataSet[] {
  const found = new Map<string, ViewedDataSet>();
  for (const target of targets) {
    const small = target.files.filter(({ size }) => size <= MOST_RECORD_BYTES);
    const paths = new Set(small.map(({ path }) => path));
    for (const path of paths) {
      const own = posix.dirname(path);
      const record = RECORDS.find((name) => paths.has(posix.join(own, name)));
      if (record === undefined || posix.basename(path) !== record) continue;
      const run = own === "." ? "" : own;
      const folder = dirname(join(target.folder, path.slice(target.prefix.length)));
      const place = placeOf(join(folder, record), given);
      if (place === undefined) continue;
      const ownSplit = existsSync(join(folder, SPLIT_FILE)) ? folder : "";
      const key = JSON.stringify([place, ownSplit]);
      const { runs = [] } = found.get(key) ?? {};
      found.set(key, { splitFolder: folder, ...found.get(key), ...place, runs: [...runs, run] });
    }
  }
  return [...found.values()];
}

/** The data set that a run's settings name, where it is now. */
function placeOf(
  record: string,
  given: DataPlace,
): Pick<ViewedDataSet, "name" | "folder" | "manifest"> | undefined {
  const settings = settingsOf(record);
  const runFolder = dirname(record);
  const data = given.data ?? settings["data"];
  if (typeof data !== "string" || data === "") return undefined;
  const folder = given.data ?? moved(runFolder, settings["out"], data);
  const manifest =
    given.manifest ??
    (typeof settings["manifest"] === "string"
      ? moved(runFolder, settings["out"], settings["manifest"])
      : undefined);
  return { name: basename(resolve(folder)), folder, ...(manifest !== undefined && { manifest }) };
}

/**
 * A path of the settings as it is now: run folder and data are often moved together, and a relative path was meant from
 * where the training was started.
 */
function moved(runFolder: string, out: unknown, path: string): string {
  const together =
    typeof out === "string" ? resolve(runFolder, relative(resolve(out), resolve(path))) : path;
  return existsSync(together) ? together : resolve(path);
}

function settingsOf(record: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(record, "utf8"));
    const { config = value } = value as { config?: unknown };
    return typeof config === "object" && config !== null ? { ...config } : {};
  } catch {
    // The page shows the same file and says what is wrong with it.
    return {};
  }
}

/**
 * The rows of a data set.
 *
 * @throws {CliError | CsvError | DatasetError} when it is not there or damaged
 */
export function filmRows({ folder, manifest, splitFolder }: ViewedDataSet): readonly ManifestRow[] {
  const usable = manifest !== undefined && statSync(manifest, { throwIfNoEntry: false })?.isFile();
  const { rows } = openDataset(folder, usable ? manifest : undefined);
  return hasSplits(rows) ? rows : (applyFrozenSplit(rows, splitFolder) ?? rows);
}
