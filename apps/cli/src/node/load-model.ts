// Finds and reads the model file that `--model` or `--init` names.
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";

/** A model file's bytes, and the run folder it stands in. */
export interface ModelFile {
  readonly path: string;
  readonly folder: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a model: a run folder's `best.safetensors` (else `last.safetensors`), or a file.
 *
 * @throws {CliError} tag `checkpoint` when there is none
 */
export function readModelFile(path: string, flag: string): ModelFile {
  const refuse = (given: string, cause?: unknown): CliError =>
    new CliError(
      "checkpoint",
      `${flag} "${path}": it must be a run folder or a .safetensors file, but ${given}. Check the path.`,
      cause,
    );
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw refuse("it does not exist");
  const candidates = stats.isDirectory()
    ? ["best.safetensors", "last.safetensors"].map((name) => join(path, name))
    : [path];
  const found = candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (found === undefined) throw refuse("it holds no best.safetensors or last.safetensors");
  try {
    return { path: found, folder: dirname(found), bytes: readFileSync(found) };
  } catch (cause) {
    throw refuse(`reading it gave ${(cause as NodeJS.ErrnoException).code}`, cause);
  }
}
