// The two voices of a command: data on stdout, words for people on stderr.
import { writeSync } from "node:fs";
import { CliError } from "./cli-error.ts";

// What a file name smuggles in must not become lines or terminal codes.
export { oneLine } from "@pleura/pictures";

/** Where a command writes. */
export interface Output {
  /** True with `--json`: stdout then holds one JSON object per line and nothing else. */
  readonly isJson: boolean;
  /** Writes one JSON line to stdout, only with `--json`. */
  json(value: unknown): void;
  /** Writes text to stdout, only without `--json`. */
  text(line: string): void;
  /** Writes one line to stderr, in place of a moving one. */
  say(line: string): void;
  /** Writes to stderr a moving line, which the next words replace. */
  draw(text: string): void;
}

/** True while a moving line stands on stderr, of which a process has only one. */
let hasMovingLine = false;

/** Makes the two voices. */
export function createOutput(isJson: boolean): Output {
  const write = (fd: number, line: string): void => {
    writeAll(fd, `${line}\n`);
  };
  return {
    isJson,
    json: (value) => {
      if (isJson) write(1, toJson(value));
    },
    text: (line) => {
      if (!isJson) write(1, line);
    },
    say: (line) => {
      write(2, hasMovingLine ? `\r\u001b[2K${line}` : line);
      hasMovingLine = false;
    },
    draw: (text) => {
      writeAll(2, text);
      hasMovingLine = true;
    },
  };
}

/** JSON with NaN and infinities as null, said once here because JSON.stringify does it silently. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent);
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A full pipe: the reader is slower than we are.
      if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      // The reader is gone (`| head`): nobody is left to tell.
      else if (code === "EPIPE") return;
      // Without stderr there is nowhere to say so.
      else if (fd === 2) return;
      else throw notWritable(code ?? String(error), error);
    }
  }
}

function notWritable(reason: string, cause: unknown): CliError {
  const advice = reason === "ENOSPC" ? "Free space" : "Give another place";
  return new CliError(
    "output",
    `write stdout: everything must be written, but writing gave ${reason}. ${advice} and run again.`,
    cause,
  );
}
