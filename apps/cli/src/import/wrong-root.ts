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
  const advice = (await nearby(root, names, wanted)) ?? "Check --root.";
  return wrongRoot(source, root, wanted.map((name) => `"${name}"`).join(" or "), names, advice);
}

/** The error of a root without the folders of images that a source needs. */
export async function missingImages(
  source: string,
  root: SourceRoot,
  wanted: readonly string[],
): Promise<CliError> {
  const names = (await readdir(root.real)).sort();
  const inner = names.find((name) =>
    wanted.some((folder) => existsSync(join(root.real, name, folder))),
  );
  const advice = inner === undefined ? "Check --root." : `Give --root "${join(root.path, inner)}".`;
  const folders = `a folder ${wanted.map((name) => `"${name}"`).join(" or ")}`;
  return wrongRoot(source, root, folders, names, advice);
}

function wrongRoot(
  source: string,
  root: SourceRoot,
  wanted: string,
  names: readonly string[],
  advice: string,
): CliError {
  const shown = names.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  const given = names.length === 0 ? "the folder is empty" : `it holds ${shown.join(", ")}${more}`;
  return new CliError(
    "data",
    `import ${source} "${root.path}": the folder must hold ${wanted}, but ${given}. ${advice}`,
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
 * Checks that a table has the columns a source needs, and none that only its twin has.
 *
 * @param foreign a column of a source whose table has all the needed columns too
 * @throws {CliError} tag `data` naming the source whose columns these are, if it is another's
 */
export function requireColumns(
  source: string,
  path: string,
  columns: readonly string[],
  required: readonly string[],
  foreign?: string,
): void {
  const missing = required.filter((column) => !columns.includes(column));
  const isForeign = foreign !== undefined && columns.includes(foreign);
  if (missing.length === 0 && !isForeign) return;
  const guess = guessSource(columns);
  const advice =
    guess === undefined || guess === source
      ? "Download the table again."
      : `This is the table of another source: pleura data import ${guess}.`;
  const names = missing.map((column) => `"${column}"`).join(", ");
  const must = isForeign
    ? `there must be no column "${foreign}"`
    : `there must be the ${missing.length === 1 ? "column" : "columns"} ${names}`;
  throw new CliError(
    "data",
    `import ${source} "${basename(path)}": ${must}, but there are ${columns.join(", ")}. ${advice}`,
  );
}
