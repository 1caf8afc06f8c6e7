// The folder that a source was downloaded to: what is in it, and nothing that only leads out of it.
import { realpathSync, statSync } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { SkippedImage } from "@pleura/data";
import { CliError } from "../cli-error.ts";

/** An opened source folder. It is only read. */
export interface SourceRoot {
  /** As it was given. */
  readonly path: string;
  /** With links resolved. */
  readonly real: string;
  /** True when links may lead out of the folder. */
  readonly followsLinks: boolean;
}

/**
 * Opens the folder.
 *
 * @throws {CliError} tag `data` when it is no folder
 */
export function openSourceRoot(path: string, followsLinks: boolean): SourceRoot {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return { path, real: realpathSync(path), followsLinks };
  const given = stats === undefined ? "it does not exist" : "it is a file";
  throw new CliError(
    "data",
    `import "${path}": --root must be the folder of the downloaded images, but ${given}. Check the path.`,
  );
}

/** True for a resolved path that is the folder or lies below it. */
export function isBelow(real: string, folder: string): boolean {
  return real === folder || real.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** Resolves paths below a root; the folders met so far are remembered. */
export function createResolver(
  root: SourceRoot,
): (path: string) => Promise<{ readonly real: string } | Omit<SkippedImage, "name">> {
  const folders = new Map<string, Promise<string | undefined>>();
  const realFolder = (path: string): Promise<string | undefined> => {
    let found = folders.get(path);
    if (found === undefined) {
      found = realpath(path).catch(() => undefined);
      folders.set(path, found);
    }
    return found;
  };
  return async (path) => {
    const full = join(root.real, path);
    const missing = { reason: "missing-file", detail: "" } as const;
    const folder = await realFolder(dirname(full));
    if (folder === undefined) return missing;
    const stats = await lstat(full).catch(() => undefined);
    if (stats === undefined) return missing;
    const real = stats.isSymbolicLink()
      ? await realpath(full).catch(() => undefined)
      : join(folder, full.slice(dirname(full).length + 1));
    if (real === undefined) return { reason: "missing-file", detail: "the link leads nowhere" };
    if (!root.followsLinks && !isBelow(real, root.real)) {
      return { reason: "outside-root", detail: "a link; --set followLinks=true allows it" };
    }
    // A FIFO or a device would never end.
    const isFile = stats.isFile() || (await lstat(real).catch(() => undefined))?.isFile() === true;
    return isFile ? { real } : { reason: "unreadable", detail: "it is a folder or a device" };
  };
}

/** A file below the root, or a folder that was not entered. */
export type FoundFile = { readonly path: string } | SkippedImage;

/** Folders that systems put beside files. */
const IGNORED = /^(\..*|__MACOSX|@eaDir)$/;

/**
 * All files below some folders of the root, in the order of their names.
 *
 * @param folder path below the root, empty for the root itself
 */
export async function* walkFiles(root: SourceRoot, folder: string): AsyncGenerator<FoundFile> {
  yield* walk(root, folder, new Set());
}

async function* walk(
  root: SourceRoot,
  folder: string,
  entered: Set<string>,
): AsyncGenerator<FoundFile> {
  const full = join(root.real, folder);
  const real = await realpath(full);
  if (!root.followsLinks && !isBelow(real, root.real)) {
    const detail = "a linked folder; --set followLinks=true allows it";
    yield { name: folder, reason: "outside-root", detail };
    return;
  }
  // Links may go round in circles.
  if (entered.has(real)) return;
  entered.add(real);
  const entries = await readdir(full, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (IGNORED.test(entry.name)) continue;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const isFolder =
      entry.isDirectory() || (entry.isSymbolicLink() && isFolderLink(full, entry.name));
    if (isFolder) yield* walk(root, path, entered);
    else yield { path };
  }
}

function isFolderLink(folder: string, name: string): boolean {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true;
}
