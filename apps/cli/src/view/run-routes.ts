// What the page may ask about a run: the list of its files, a file, the films of its data set.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ManifestRow } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { isLocked } from "../run-folder/lock.ts";
import { type DataPlace, dataSetsOf, filmRows, type ViewedDataSet } from "./data-sets.ts";
import { type OpenFile, openInside, pathParts, Refusal } from "./inside-folder.ts";
import { type ListedTarget, listTarget, type ViewTarget } from "./view-target.ts";

/** An answer: a value as JSON, or a file from a byte onwards. */
export type RunAnswer =
  | { readonly kind: "json"; readonly value: unknown }
  | {
      readonly kind: "file";
      readonly name: string;
      readonly file: OpenFile;
      /** First byte; 0 when the file is not the one that the client knew. */
      readonly from: number;
    };

/** What is served. */
export interface RunSource {
  readonly targets: readonly ViewTarget[];
  /** Where the films are, when the settings of the runs do not say it rightly. */
  readonly place: DataPlace;
  /** Lets films be symbolic links to files outside of their data set. */
  readonly followsLinks: boolean;
}

/** Columns of films.json, whose rows are lists: 2,000 films are 150 kB. */
const FILM_COLUMNS = ["file", "source", "patient", "label", "view", "split"] as const;

/** Answers the addresses below `/run/`. Rows of a manifest are kept once they are read. */
export function createRunRoutes(source: RunSource): {
  /** @throws {Refusal} with an HTTP status */
  answer(path: string, query: URLSearchParams): Promise<RunAnswer>;
} {
  const kept = new Map<string, readonly ManifestRow[]>();
  const rowsOf = (dataSet: ViewedDataSet): readonly ManifestRow[] => {
    const key = JSON.stringify([dataSet.folder, dataSet.manifest, dataSet.splitFolder]);
    const rows = kept.get(key) ?? readRows(dataSet);
    kept.set(key, rows);
    return rows;
  };
  let sets: readonly ViewedDataSet[] | undefined;
  const refreshed = (targets: readonly ListedTarget[]): readonly ViewedDataSet[] => {
    sets = dataSetsOf(targets, source.place);
    return sets;
  };
  const dataSet = (number: string | undefined): ViewedDataSet => {
    const found = (sets ?? refreshed(source.targets.map(listTarget)))[Number(number)];
    if (found !== undefined) return found;
    throw new Refusal(404, `data set ${JSON.stringify(number)} must be in the list, but it is not`);
  };
  const film = async (set: ViewedDataSet, number: string | undefined): Promise<RunAnswer> => {
    const row = /^\d{1,9}$/.test(number ?? "") ? rowsOf(set)[Number(number)] : undefined;
    if (row === undefined) {
      throw new Refusal(404, `film ${JSON.stringify(number)} must be in the list, but it is not`);
    }
    const file = await openInside(set.folder, row.file.split("/"), source.followsLinks);
    return { kind: "file", name: "film", file, from: 0 };
  };
  return {
    async answer(path, query) {
      const parts = pathParts(path);
      if (path === "index.json") {
        const targets = source.targets.map(listTarget);
        return { kind: "json", value: indexOf(targets, refreshed(targets)) };
      }
      const [first, second, third, fourth] = parts;
      if (first === "files") return fileAnswer(source, parts.slice(1), query);
      if (first === "data" && third === "films.json" && parts.length === 3) {
        return { kind: "json", value: filmTable(rowsOf(dataSet(second))) };
      }
      if (first === "data" && third === "film" && parts.length === 4) {
        return film(dataSet(second), fourth);
      }
      throw new Refusal(
        404,
        `"/run/${parts.join("/")}" must be an address of the run, but it is none`,
      );
    },
  };
}

function indexOf(targets: readonly ListedTarget[], dataSets: readonly ViewedDataSet[]): unknown {
  return {
    version: 1,
    // Of several targets each path begins with a name.
    name: targets.length === 1 ? (targets[0]?.name ?? "") : "",
    files: targets.flatMap(({ files }) => files),
    isComplete: targets.every(({ isComplete }) => isComplete),
    // Folders that a training writes now.
    running: targets.flatMap(lockedFolders),
    dataSets: dataSets.map((set) => ({ name: set.name, runs: set.runs, problem: missing(set) })),
  };
}

/** What every look at the films would say; undefined when they are worth asking for. */
function missing({ folder, manifest }: ViewedDataSet): string | undefined {
  const path = [manifest, join(folder, "manifest.csv")].find(
    (one) => one !== undefined && existsSync(one),
  );
  if (path !== undefined) return undefined;
  return `data set "${folder}": its manifest.csv must be there, but it is not. Start pleura view with --data DIR.`;
}

function lockedFolders({ files, folder, prefix }: ListedTarget): string[] {
  return files
    .filter(({ path }) => basename(path) === "run.lock")
    .map(({ path }) => dirname(path))
    .filter((path) => isLocked(join(folder, `${path}/`.slice(prefix.length))))
    .map((path) => (path === "." ? "" : path));
}

async function fileAnswer(
  { targets }: RunSource,
  parts: readonly string[],
  query: URLSearchParams,
): Promise<RunAnswer> {
  const path = parts.join("/");
  const target = targets.find(({ prefix }) => path.startsWith(prefix) && path !== prefix);
  const inner = path.slice(target?.prefix.length ?? 0);
  if (target === undefined || (target.only !== undefined && inner !== target.only)) {
    throw new Refusal(404, `"${path}" must be in the list of files, but it is not`);
  }
  const file = await openInside(target.folder, inner.split("/"));
  const from = Number(query.get("from") ?? 0);
  const isSame = query.get("id") === file.id && Number.isSafeInteger(from);
  const start = isSame && from >= 0 && from <= file.size ? from : 0;
  return { kind: "file", name: parts.at(-1) ?? "", file, from: start };
}

/** @throws {Refusal} 404 with the words of what is wrong with the data set */
function readRows(dataSet: ViewedDataSet): readonly ManifestRow[] {
  try {
    return filmRows(dataSet);
  } catch (cause) {
    const { name, message } = cause as Error;
    if (!(cause instanceof CliError) && name !== "CsvError" && name !== "DatasetError") throw cause;
    throw new Refusal(404, message, cause);
  }
}

function filmTable(rows: readonly ManifestRow[]): unknown {
  return { columns: FILM_COLUMNS, rows: rows.map((row) => FILM_COLUMNS.map((name) => row[name])) };
}
