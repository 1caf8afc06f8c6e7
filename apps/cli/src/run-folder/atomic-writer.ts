// Writes a long file piece by piece; it takes its place only when it is whole.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeError } from "./write-atomic.ts";

/** A file that is being written. */
export interface AtomicWriter {
  write(text: string): void;
  /** Ends the file and puts it in its place. */
  commit(): void;
  /** Deletes what was written; nothing after a commit. */
  abandon(): void;
}

/** Pieces are gathered to this size, which makes few system calls of many rows. */
const BUFFER_CHARACTERS = 1 << 16;

/**
 * Opens a writer.
 *
 * @throws {CliError} tag `output` from it and from all its functions when the disk refuses
 */
export function openAtomicWriter(path: string): AtomicWriter {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  let waiting: string[] = [];
  let length = 0;
  let fd: number | undefined;
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      abandon();
      throw writeError(path, cause, "output");
    }
  };
  const flush = (): void => {
    const bytes = Buffer.from(waiting.join(""));
    waiting = [];
    length = 0;
    for (let at = 0; at < bytes.length; ) at += writeSync(fd as number, bytes, at);
  };
  const close = (): void => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  };
  const abandon = (): void => {
    if (fd === undefined) return;
    close();
    rmSync(temporary, { force: true });
  };
  guarded(() => {
    fd = openSync(temporary, "w");
  });
  return {
    write(text) {
      waiting.push(text);
      length += text.length;
      if (length >= BUFFER_CHARACTERS) guarded(flush);
    },
    commit() {
      guarded(() => {
        flush();
        fsyncSync(fd as number);
        close();
        renameSync(temporary, path);
      });
    },
    abandon,
  };
}
