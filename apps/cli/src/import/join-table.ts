// Adds the columns of another table to an import's images, joined by file.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isSkipped, MANIFEST_COLUMNS, type SkippedImage } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { countNoun } from "../count-noun.ts";
import type { FoundImage, OpenedSource } from "./opened-source.ts";
import { type Encoding, openTable } from "./read-table.ts";
import type { SourceRoot } from "./source-root.ts";

/**
 * The source with more columns. Columns of the house, and those that the source has itself, stay
 * as the source gives them; a cell of its own that is empty is filled.
 *
 * @param file path of the table, below the source's folder or from the current one
 * @throws {CliError} tag `data` when there is no such table, or no column `file` in it
 */
export async function joinTable(
  opened: OpenedSource,
  root: SourceRoot,
  { file, encoding }: { readonly file: string; readonly encoding: Encoding },
): Promise<OpenedSource> {
  const path = [join(root.real, file), file].find((place) => existsSync(place));
  if (path === undefined) {
    throw new CliError(
      "data",
      `import --join: the table must be a file below --root or from here, but "${file}" is neither. Check the path.`,
    );
  }
  const table = await openTable(path, { encoding });
  if (!table.columns.includes("file")) {
    throw new CliError(
      "data",
      `import --join "${file}": there must be a column "file", but there are ${table.columns.join(", ")}. Name the column of image paths "file".`,
    );
  }
  const house: readonly string[] = MANIFEST_COLUMNS;
  const columns = table.columns.filter((column) => !house.includes(column));
  const cellsOf = new Map<string, readonly string[]>();
  for await (const { cells } of table.rows()) {
    const name = (cells["file"] ?? "").trim();
    if (!cellsOf.has(name))
      cellsOf.set(
        name,
        columns.map((column) => cells[column] ?? ""),
      );
  }
  const unmatched = new Set(cellsOf.keys());
  const left = table.columns.filter((column) => column !== "file" && house.includes(column));
  const notes = [...opened.notes];
  if (left.length > 0) notes.push(`--join: ${left.join(", ")} stay as the source gives them`);
  return {
    ...opened,
    columns: [...new Set([...opened.columns, ...columns])],
    notes,
    async *entries(): AsyncGenerator<FoundImage | SkippedImage> {
      let without = 0;
      for await (const entry of opened.entries()) {
        const cells = isSkipped(entry) ? undefined : cellsOf.get(entry.path);
        if (isSkipped(entry) || cells === undefined) {
          if (!isSkipped(entry)) without += 1;
          yield entry;
          continue;
        }
        unmatched.delete(entry.path);
        yield {
          ...entry,
          image: { ...entry.image, extra: filled(entry.image.extra, columns, cells) },
        };
      }
      if (without > 0) notes.push(`--join: ${countNoun(without, "image")} without a row in it`);
      if (unmatched.size > 0) {
        notes.push(`--join: ${countNoun(unmatched.size, "row")} without an image`);
      }
    },
  };
}

function filled(
  extra: Readonly<Record<string, string>>,
  columns: readonly string[],
  cells: readonly string[],
): Record<string, string> {
  const result = { ...extra };
  for (const [index, column] of columns.entries()) {
    if ((result[column] ?? "") === "") result[column] = cells[index] ?? "";
  }
  return result;
}
