// Facts for a data sheet out of the files that data import and data check leave beside a manifest.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCsv } from "@pleura/data";
import { z } from "zod";
import { CliError } from "../cli-error.ts";
import type { DataCheckFacts } from "./card-facts.ts";

const checkSchema = z.object({
  unreadable: z.array(z.unknown()).optional(),
  duplicates: z.array(z.unknown()).optional(),
  nearDuplicates: z.array(z.unknown()).optional(),
  leaks: z.array(z.unknown()).optional(),
  copyLeaks: z.array(z.unknown()).optional(),
  suspects: z.array(z.unknown()).optional(),
});

/**
 * What a `check.json` found, in numbers.
 *
 * @throws {CliError} tag `data` when the file cannot be read or is something else
 */
export function checkFacts(path: string): DataCheckFacts {
  const refuse = (given: string, cause?: unknown): CliError =>
    new CliError(
      "data",
      `check "${path}": it must be a check.json of pleura data check, but ${given}. Write one with pleura data check --out DIR.`,
      cause,
    );
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw refuse(code === undefined ? "it is no JSON" : `reading it gave ${code}`, cause);
  }
  const found = checkSchema.safeParse(content);
  if (!found.success) throw refuse("its lists are no lists", found.error);
  const { unreadable, duplicates, nearDuplicates, leaks, copyLeaks, suspects } = found.data;
  return {
    unreadable: unreadable?.length,
    exactDuplicates: duplicates?.length,
    nearDuplicates: nearDuplicates?.length,
    leaks: leaks?.length,
    copyLeaks: copyLeaks?.length,
    suspects: suspects?.length,
  };
}

/** Images that importing left out, by reason, from the `skipped.csv` of a data set; undefined without one. */
export function skippedFacts(folder: string): Readonly<Record<string, number>> | undefined {
  const path = join(folder, "skipped.csv");
  if (!existsSync(path)) return undefined;
  const { rows } = readCsv(readFileSync(path), { name: path, required: ["reason"] });
  const counts = new Map<string, number>();
  for (const { cells } of rows) {
    const reason = cells["reason"] ?? "";
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
