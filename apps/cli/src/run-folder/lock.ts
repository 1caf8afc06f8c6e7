// Keeps two runs out of one folder: a lock file that names its process, taken over when that is dead.
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";
import { isAlive, writeError } from "./write-atomic.ts";

/** A held lock. */
export interface RunLock {
  release(): void;
}

/**
 * Locks a run folder for this process.
 *
 * @throws {CliError} tag `usage` when another live process holds it
 */
export function lockRunFolder(folder: string): RunLock {
  const path = join(folder, "run.lock");
  const own = JSON.stringify({ pid: process.pid, host: hostname() });
  for (let attempt = 0; ; attempt += 1) {
    try {
      createWhole(path, own);
      return { release: () => rmSync(path, { force: true }) };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") {
        throw writeError(path, cause, "checkpoint");
      }
      const holder = readHolder(path);
      // In a container every run may have the same id: a lock of ours that we did not write is old.
      const isOver = holder.pid === process.pid || !isAlive(holder.pid);
      const isDead = holder.host === hostname() && isOver;
      if (!isDead || attempt > 1) {
        throw new CliError(
          "usage",
          `run folder "${folder}": one run at a time may write it, but process ${holder.pid} on ${holder.host} does. Wait for it, or delete run.lock if that process is gone.`,
        );
      }
      rmSync(path, { force: true });
    }
  }
}

/** True while a living process holds a run folder; one of another machine counts as living. */
export function isLocked(folder: string): boolean {
  const path = join(folder, "run.lock");
  if (!existsSync(path)) return false;
  const { pid, host } = readHolder(path);
  return host !== hostname() || isAlive(pid);
}

/** Creates a file that did not exist; nobody ever sees a part of it. */
function createWhole(path: string, content: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, content);
    linkSync(temporary, path);
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (!CANNOT_LINK.has(code)) throw cause;
    writeFileSync(path, content, { flag: "wx" });
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** What file systems without hard links answer. */
const CANNOT_LINK = new Set(["EPERM", "ENOTSUP", "ENOSYS"]);

function readHolder(path: string): { pid: number; host: string } {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, "utf8")) as { pid: number; host: string };
    if (Number.isSafeInteger(pid) && typeof host === "string") return { pid, host };
  } catch {
    // A lock that was cut off while it was written has no living owner.
  }
  return { pid: 0, host: hostname() };
}
