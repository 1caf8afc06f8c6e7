// Finds what `pleura view` is to show: run, study and demo folders, a model, a profile, or nothing.
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { CliError } from "../cli-error.ts";
import { type Listing, listFiles } from "./list-files.ts";

/** A folder, or a single file of one, under a name of its own. */
export interface ViewTarget {
  /** Shown to people. */
  readonly name: string;
  /** Begins the paths of its files; empty when there is one target only. */
  readonly prefix: string;
  readonly folder: string;
  /** The only file that is served; all when absent. */
  readonly only?: string;
}

/** What `npm run demo` writes; shown when nothing is named. */
const DEMO = join("runs", "demo");

const MUST = "it must be a run, study or demo folder, a .safetensors file or a profile.json";

/**
 * The targets that the arguments name; the demo when none is named and there is one.
 *
 * @throws {CliError} tag `data` for a path that holds nothing to show
 */
export function viewTargets(paths: readonly string[], cwd: string): readonly ViewTarget[] {
  if (paths.length === 0) {
    const demo = join(cwd, DEMO);
    return existsSync(join(demo, "summary.json")) ? [target(demo, "")] : [];
  }
  const taken = new Set<string>();
  return paths.map((path) => {
    if (paths.length === 1) return target(resolve(cwd, path), "");
    const name = basename(resolve(cwd, path)) || "root";
    let own = name;
    for (let count = 2; taken.has(own); count += 1) own = `${name}-${count}`;
    taken.add(own);
    return { ...target(resolve(cwd, path), `${own}/`), name: own };
  });
}

function target(path: string, prefix: string): ViewTarget {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw refuse(path, "it does not exist", "Check the path.");
  const name = basename(path);
  if (stats.isDirectory()) {
    const found = { name, prefix, folder: path };
    if (!listFiles(path).files.some(({ path }) => isShown(path))) {
      throw refuse(path, "it holds none of these", "Give the --out folder of a command.");
    }
    return found;
  }
  if (stats.isFile() && /\.(safetensors|json)$/.test(name)) {
    return { name, prefix, folder: dirname(path), only: name };
  }
  throw refuse(path, "it is another file", "Give one of these.");
}

/** True for a file that makes a folder worth opening. */
function isShown(path: string): boolean {
  const name = basename(path);
  const isTable = /^(metrics\.jsonl|study\.csv|predictions-(val|test)\.csv)$/.test(name);
  const isRecord = /^(run|study-run|study|profile|report)\.json$/.test(name);
  return isTable || isRecord || name.endsWith(".safetensors");
}

/** A target with its files, whose paths begin with its prefix. */
export interface ListedTarget extends ViewTarget, Listing {}

/** Lists the files of a target as they are now. */
export function listTarget(target: ViewTarget): ListedTarget {
  const { files, isComplete } = filesOf(target);
  const named = files.map((file) => ({ ...file, path: target.prefix + file.path }));
  return { ...target, files: named, isComplete };
}

function filesOf({ folder, only }: ViewTarget): Listing {
  if (only === undefined) return listFiles(folder);
  const stats = statSync(join(folder, only), { throwIfNoEntry: false });
  if (stats === undefined) return { files: [], isComplete: true };
  return {
    files: [{ path: only, size: stats.size, modifiedMs: stats.mtimeMs }],
    isComplete: true,
  };
}

function refuse(path: string, given: string, advice: string): CliError {
  return new CliError("data", `view "${path}": ${MUST}, but ${given}. ${advice}`);
}
