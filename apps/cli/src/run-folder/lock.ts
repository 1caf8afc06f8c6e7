// Keeps two runs out of one folder: a lock file that names its process, taken over when that is dead.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
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
      writeFileSync(path, own, { flag: "wx" });
      return { release: () => rmSync(path, { force: true }) };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") {
        throw writeError(path, cause, "checkpoint");
      }
      const holder = readHolder(path);
      const isDead = holder.host === hostname() && !isAlive(holder.pid);
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

function readHolder(path: string): { pid: number; host: string } {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, "utf8")) as { pid: number; host: string };
    if (Number.isSafeInteger(pid) && typeof host === "string") return { pid, host };
  } catch {
    // A lock that was cut off while it was written has no living owner.
  }
  return { pid: 0, host: hostname() };
}
