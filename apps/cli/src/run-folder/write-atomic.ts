// Writes files so that a crash, a full disk or a kill leaves the old file or the new one, never half.
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";
import { makeFolders } from "./make-folders.ts";

/** What a failed write means for the exit code: a checkpoint (6) or another result (3). */
export type WriteKind = "checkpoint" | "output";

/** Ends of temporary names; the pid tells a live writer's file from a dead one's. */
const TEMPORARY = /^\..*\.(\d+)\.tmp$/;

/**
 * Writes a file atomically: temporary file in the same folder, fsync, rename, fsync of the folder.
 *
 * @throws {CliError} tag `kind` with the old file intact and no temporary file left
 */
export function writeAtomic(path: string, content: Uint8Array | string, kind: WriteKind): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${shorten(basename(path))}.${process.pid}.tmp`);
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  if (isDevice(path)) {
    writeDevice(path, bytes, kind);
    return;
  }
  try {
    const fd = openSync(temporary, "w");
    try {
      writeAll(fd, bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw writeError(path, cause, kind);
  }
  syncFolder(folder, kind);
}

/** A rename would put a plain file in the place of a device or pipe, such as /dev/null or /dev/stdout. */
function isDevice(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

function writeDevice(path: string, bytes: Uint8Array, kind: WriteKind): void {
  try {
    const fd = openSync(path, "w");
    try {
      writeAll(fd, bytes);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw writeError(path, cause, kind);
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(fd, bytes, at, bytes.length - at);
}

/** Makes a folder and its parents. */
export function makeFolder(path: string, kind: WriteKind = "output"): void {
  try {
    makeFolders(path);
  } catch (cause) {
    throw writeError(path, cause, kind);
  }
}

/** The error of a write that failed. */
export function writeError(path: string, cause: unknown, kind: WriteKind): CliError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const given = REASONS[code ?? ""] ?? `writing gave ${code ?? message}`;
  const intact = kind === "checkpoint" ? " What was saved before is intact." : "";
  return new CliError(
    kind,
    `write "${path}": the file must be writable, but ${given}.${intact} Free space or give another --out.`,
    cause,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than allowed",
  EROFS: "the disk is read-only",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  ENOTDIR: "a file stands where a folder should be",
  EEXIST: "a file stands where a folder should be",
  EISDIR: "a folder has this name",
};

/** Deletes temporary files that dead processes left in a folder. */
export function sweepTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

/** True when a process of this id exists and can still do something. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return !isZombie(pid);
}

/** True for a process that has ended but whose parent has not asked for its end; false where nobody can tell. */
function isZombie(pid: number): boolean {
  try {
    return isDeadState(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/**
 * True when the text of a `/proc/PID/stat` says zombie (Z) or dead (X, x on old kernels).
 *
 * The state follows the name in parentheses, which may itself hold any character (proc(5)).
 */
export function isDeadState(stat: string): boolean {
  return /^\) [ZXx]( |$)/.test(stat.slice(stat.lastIndexOf(")")));
}

/** Names may have 255 bytes; the temporary one is longer than its file's. */
function shorten(name: string): string {
  return Buffer.byteLength(name) <= 200 ? name : Buffer.from(name).toString("hex").slice(0, 200);
}

/** File systems that cannot sync a folder say so with these; their renames are as durable as can be. */
const CANNOT_SYNC = new Set(["EINVAL", "ENOTSUP"]);

function syncFolder(folder: string, kind: WriteKind): void {
  // Windows cannot open folders; its rename is durable enough for us.
  if (process.platform === "win32") return;
  try {
    const fd = openSync(folder, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    if (CANNOT_SYNC.has((cause as NodeJS.ErrnoException).code ?? "")) return;
    throw writeError(folder, cause, kind);
  }
}
