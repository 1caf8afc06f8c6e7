// Makes a folder and its parents, one by one.
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and the parents that it lacks.
 *
 * `mkdirSync` with `recursive` does the same, but never comes back where a folder that exists takes
 * no new ones and calls them missing, as /proc does (Node 20).
 *
 * @throws the error of the system that says which folder cannot be made
 */
export function makeFolders(path: string): void {
  try {
    makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === path) throw error;
    makeFolders(parent);
    makeOne(path);
  }
}

/** Makes a folder whose parent is there; one that is there already is fine, whatever the system calls it. */
function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
