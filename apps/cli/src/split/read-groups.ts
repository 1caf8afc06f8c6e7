// Reads which files a check found to show the same film, so that a split keeps them together.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { CliError } from "../cli-error.ts";

const schema = z.object({ groups: z.array(z.array(z.string()).min(2)) });

/** Groups of files, and the digest of the file that told them. */
export interface FileGroups {
  readonly groups: readonly (readonly string[])[];
  readonly sha256: string;
}

/**
 * Reads the `groups` of a `check.json`.
 *
 * @throws {CliError} tag `data` when the file cannot be read or holds no groups
 */
export function readGroups(path: string): FileGroups {
  const refuse = (given: string, cause?: unknown): CliError =>
    new CliError(
      "data",
      `groups "${path}": it must be a check.json with "groups", lists of at least 2 files, but ${given}. Write one with pleura data check --out DIR.`,
      cause,
    );
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw refuse(`reading it gave ${(cause as NodeJS.ErrnoException).code}`, cause);
  }
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (cause) {
    throw refuse("it is no JSON", cause);
  }
  const found = schema.safeParse(content);
  if (!found.success) throw refuse("it has none", found.error);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { groups: found.data.groups, sha256 };
}
