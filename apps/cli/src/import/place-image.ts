// Puts an image of the source into the data set: as a hard link, a copy or a symbolic link, never half.
import { constants, createReadStream, type Stats } from "node:fs";
import {
  copyFile,
  link,
  lstat,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  utimes,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";
import { writeError } from "../run-folder/write-atomic.ts";

/** How images get into the data set. */
export const PLACINGS = ["auto", "link", "copy", "symlink"] as const;

/** `auto` links where the file system can and copies elsewhere. */
export type Placing = (typeof PLACINGS)[number];

/** What became of an image. */
export type Placed = "kept" | "linked" | "copied";

/** What file systems answer that cannot make this hard link, though they may copy. */
const CANNOT_LINK = new Set(["EXDEV", "EPERM", "EACCES", "EMLINK", "ENOTSUP", "ENOSYS", "EINVAL"]);

/**
 * Puts `from` at `to`; an equal file that is there already is kept as it is.
 *
 * @param from a plain file, with links resolved
 * @param mayReplace true when this import put an older file there
 * @throws {CliError} tag `data` when another file is there, tag `output` when writing fails
 */
export async function placeImage(
  from: string,
  to: string,
  how: Placing,
  mayReplace: boolean,
): Promise<Placed> {
  const source = await stat(from);
  const old = await lstat(to).catch(() => undefined);
  if (old !== undefined) {
    if (await isSame(from, source, to, old, how)) return "kept";
    if (!mayReplace) {
      throw new CliError(
        "data",
        `import image "${from}": its place must be free, but "${to}" is another file. Move that away, or give another --out or --as.`,
      );
    }
  }
  const temporary = join(dirname(to), `.${basename(to)}.${process.pid}.tmp`);
  try {
    const placed = await put(from, temporary, how, source);
    await rename(temporary, to);
    // Renaming one link of a file over another leaves both names.
    await rm(temporary, { force: true });
    return placed;
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause instanceof CliError ? cause : writeError(to, cause, "output");
  }
}

async function put(from: string, to: string, how: Placing, source: Stats): Promise<Placed> {
  await rm(to, { force: true });
  if (how === "symlink") {
    await symlink(from, to);
    return "linked";
  }
  if (how !== "copy") {
    try {
      await link(from, to);
      return "linked";
    } catch (cause) {
      const { code = "" } = cause as NodeJS.ErrnoException;
      if (!CANNOT_LINK.has(code)) throw cause;
      if (how === "link") {
        throw new CliError(
          "output",
          `import image "${from}": a hard link must be possible, but linking gave ${code}. Give --images auto, or an --out on the same disk.`,
          cause,
        );
      }
    }
  }
  // Where the file system can, both share their blocks until one of them is changed.
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await utimes(to, source.atime, source.mtime);
  return "copied";
}

async function isSame(
  from: string,
  source: Stats,
  to: string,
  old: Stats,
  how: Placing,
): Promise<boolean> {
  if (old.isSymbolicLink()) {
    return how === "symlink" && (await readlink(to)) === from;
  }
  if (!old.isFile() || old.size !== source.size) return false;
  if (old.ino === source.ino && old.dev === source.dev) return true;
  // A copy carries its source's time, to the precision that file systems keep.
  if (Math.abs(old.mtimeMs - source.mtimeMs) < 1) return true;
  return hasSameBytes(from, to);
}

async function hasSameBytes(a: string, b: string): Promise<boolean> {
  const [left, right] = [createReadStream(a), createReadStream(b)];
  try {
    const other = right[Symbol.asyncIterator]();
    for await (const chunk of left) {
      const next = await other.next();
      if (next.done || !(chunk as Buffer).equals(next.value as Buffer)) return false;
    }
    return true;
  } finally {
    left.destroy();
    right.destroy();
  }
}
