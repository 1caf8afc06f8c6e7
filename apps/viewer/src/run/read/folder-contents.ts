// What an opened folder holds, told from the paths of its files: runs, a study, models, profiles, data sets.

/** A folder that one training or evaluation wrote. */
export interface FoundRun {
  /** Path of its folder; empty for the opened folder itself. */
  readonly path: string;
  /** Names of the files that stand in it. */
  readonly files: ReadonlySet<string>;
  /** True when it has pictures of restored films. */
  readonly hasRestorations: boolean;
  /** Path of what judged it: its own report, else that of the demo that it is a part of. */
  readonly report: string | undefined;
}

/** What was found, in the order of the paths. */
export interface FolderContents {
  readonly runs: readonly FoundRun[];
  /** Folder of a study; undefined without one. */
  readonly study: string | undefined;
  /** Paths of profiles. */
  readonly profiles: readonly string[];
  /** Paths of data set folders. */
  readonly dataSets: readonly string[];
}

/** Any of these makes a folder a run: a crash, or somebody who copied a part, may have left the others out. */
const RUN_FILES = new Set([
  "run.json",
  "metrics.jsonl",
  "cell.json",
  "predictions-test.csv",
  "predictions-val.csv",
]);

/** Lists the pictures of restored films, in a folder of their own below the run's. */
export const RESTORATIONS = "restorations.json";

const REPORT = "report.json";

/** Any of these makes a folder a study. */
const STUDY_FILES = new Set(["study.json", "study-run.json", "study.csv"]);

/** True for a file that TensorBoard reads. */
export function isEventFile(name: string): boolean {
  return name.includes("tfevents");
}

/** Folder and name of a path. */
export function splitPath(path: string): readonly [folder: string, name: string] {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? ["", path] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** A name in a folder. */
export function joinPath(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** Sorts paths into what they are. */
export function folderContents(paths: readonly string[]): FolderContents {
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    const [folder, name] = splitPath(path);
    const names = folders.get(folder);
    if (names === undefined) folders.set(folder, new Set([name]));
    else names.add(name);
  }
  const isSome = (names: ReadonlySet<string>, wanted: ReadonlySet<string>): boolean =>
    [...wanted].some((name) => names.has(name));
  const all = [...folders];
  const study = all.find(([, names]) => isSome(names, STUDY_FILES))?.[0];
  return {
    runs: all
      .filter(([path, names]) => path !== study && isRun(names, isSome(names, RUN_FILES)))
      .map(([path, files]) => ({
        path,
        files,
        report: reportOf(path, folders),
        hasRestorations: folders.get(joinPath(path, "restorations"))?.has(RESTORATIONS) ?? false,
      })),
    study,
    profiles: paths.filter((path) => splitPath(path)[1] === "profile.json"),
    dataSets: all.filter(([, names]) => names.has("manifest.csv")).map(([path]) => path),
  };
}

function reportOf(
  path: string,
  folders: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  const hasReport = (folder: string): boolean => folders.get(folder)?.has(REPORT) ?? false;
  if (hasReport(path)) return joinPath(path, REPORT);
  const [parent] = splitPath(path);
  const isDemo = path !== "" && folders.get(parent)?.has("summary.json") === true;
  return isDemo && hasReport(parent) ? joinPath(parent, REPORT) : undefined;
}

/** An evaluation's report without a training beside it is one too, but a demo's report belongs to its runs. */
function isRun(names: ReadonlySet<string>, hasRunFiles: boolean): boolean {
  return hasRunFiles || (names.has(REPORT) && !names.has("summary.json"));
}
