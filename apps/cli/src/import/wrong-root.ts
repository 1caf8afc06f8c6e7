// The errors of a wrong --root: what was looked for, what is there, and which importer fits it.
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { guessSource } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { openTable } from "./read-table.ts";
import type { SourceRoot } from "./source-root.ts";

/** Names that are shown of a folder. */
const MOST_NAMES = 8;

/** The error of a root without the table that a source needs. */
export async function missingMetadata(
  source: string,
  root: SourceRoot,
  wanted: readonly string[],
): Promise<CliError> {
  const names = (await readdir(root.real)).sort();
  const shown = names.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  const given = names.length === 0 ? "the folder is empty" : `it holds ${shown.join(", ")}${more}`;
  const tables = wanted.map((name) => `"${name}"`).join(" or ");
  const advice = (await nearby(root, names, wanted)) ?? "Check --root.";
  return new CliError(
    "data",
    `import ${source} "${root.path}": the folder must hold ${tables}, but ${given}. ${advice}`,
  );
}

/** Where the table lies instead, one folder deeper, or which importer the folder's own table suits. */
async function nearby(
  root: SourceRoot,
  names: readonly string[],
  wanted: readonly string[],
): Promise<string | undefined> {
  for (const name of names) {
    if (wanted.some((table) => existsSync(join(root.real, name, table)))) {
      return `Give --root "${join(root.path, name)}".`;
    }
  }
  for (const name of names.filter((entry) => entry.endsWith(".csv"))) {
    const columns = await openTable(join(root.real, name), { encoding: "utf-8" }).then(
      (table) => table.columns,
      () => [],
    );
    const source = guessSource(columns);
    if (source !== undefined)
      return `Its "${name}" looks like ${source}: pleura data import ${source}.`;
  }
  return undefined;
}

/**
 * Checks that a table has the columns a source needs.
 *
 * @throws {CliError} tag `data` naming the source whose columns these are, if it is another's
 */
export function requireColumns(
  source: string,
  path: string,
  columns: readonly string[],
  required: readonly string[],
): void {
  const missing = required.filter((column) => !columns.includes(column));
  if (missing.length === 0) return;
  const guess = guessSource(columns);
  const advice =
    guess === undefined || guess === source
      ? "Download the table again."
      : `This is the table of another source: pleura data import ${guess}.`;
  const names = missing.map((column) => `"${column}"`).join(", ");
  throw new CliError(
    "data",
    `import ${source} "${basename(path)}": there must be the columns ${names}, but there are ${columns.join(", ")}. ${advice}`,
  );
}
