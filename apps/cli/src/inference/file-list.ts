// The list of image files that predict and explain take, and how many of them failed.
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-code.ts";

/** @throws {CliError} tag `usage` without files */
export function requireFiles(files: readonly string[], command: string): void {
  if (files.length > 0) return;
  throw new CliError(
    "usage",
    `${command}: at least one image file must be named, but none is. Add file names (after -- when they begin with a dash).`,
  );
}

/** Says how many files failed and gives the exit code. */
export function failureCode(
  command: string,
  failed: number,
  total: number,
  say: (line: string) => void,
): number {
  if (failed === 0) return EXIT.ok;
  say(
    `pleura: ${command}: every file must give a result, but ${failed} of ${total} give none. See the error of each.`,
  );
  return EXIT.data;
}
