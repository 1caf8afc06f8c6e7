// Tells whether a file is as it was seen before, without reading it.
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type HashText, hashText } from "./pair-file.ts";

/** A file's place, length and times. */
export interface FileStamp {
  readonly hash: HashText;
  /** False right after a change: another one in the same tick of the clock would leave no trace. */
  readonly isSettled: boolean;
}

/**
 * A change within this time of another may have its times: FAT keeps even seconds, and the clock
 * of a file server may be a second off. As git does for "racily clean" files.
 */
const settledMs = 4000;

/**
 * The stamp of a file; undefined for one that cannot be seen or is no file.
 *
 * @param now the clock, ms
 */
export async function stampOf(path: string, now = Date.now()): Promise<FileStamp | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined || !found.isFile()) return undefined;
  const { dev, ino, size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = found;
  // The time of the last change of the file's entry is no program's to set.
  const facts = [resolve(path), dev, ino, size, mtimeNs, ctimeNs].join("\0");
  const changed = Math.max(Number(mtimeMs), Number(ctimeMs));
  return {
    hash: hashText(createHash("sha256").update(facts).digest()),
    isSettled: now - changed > settledMs,
  };
}
