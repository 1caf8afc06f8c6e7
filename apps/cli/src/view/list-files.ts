// Lists the files of a folder for the page, within bounds, so that a wrong folder costs little.
import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file of the listing. */
export interface ListedFile {
  /** From the folder, with `/`. */
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** The files of a folder. */
export interface Listing {
  readonly files: readonly ListedFile[];
  /** False when the folder holds more than is listed. */
  readonly isComplete: boolean;
}

/** A study holds cells in groups, a demo runs: more levels are somebody's home folder. */
const MOST_LEVELS = 5;

/** A study of a thousand cells has about 15,000 files; the listing of these is 1.5 MB. */
const MOST_FILES = 20_000;

/** Its folder holds films, which are named by number and not by path. */
const MANIFEST = "manifest.csv";

/** Lists a folder, breadth first. Hidden files, links and the films of data sets are left out. */
export function listFiles(folder: string): Listing {
  const files: ListedFile[] = [];
  let isComplete = true;
  let level: string[] = [""];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === MOST_LEVELS) return { files, isComplete: false };
    const next: string[] = [];
    for (const place of level) {
      const entries = read(join(folder, place));
      const isDataSet = entries.some(({ name }) => name === MANIFEST);
      for (const entry of entries) {
        const path = place === "" ? entry.name : `${place}/${entry.name}`;
        if (entry.isDirectory() && !isDataSet) next.push(path);
        if (!entry.isFile() || (isDataSet && !/\.(csv|json)$/.test(entry.name))) continue;
        const stats = statSync(join(folder, path), { throwIfNoEntry: false });
        if (stats === undefined) continue;
        if (files.length === MOST_FILES) return { files, isComplete: false };
        files.push({ path, size: stats.size, modifiedMs: stats.mtimeMs });
      }
    }
    if (next.length > MOST_FILES) isComplete = false;
    level = next.slice(0, MOST_FILES);
  }
  return { files, isComplete };
}

/** Visible entries by name; none of a folder that may not be read. */
function read(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith("."))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
