// The table of images and patients by source, class and split, as lines for people.
import type { CountsLine } from "@pleura/data";
import { oneLine } from "../output.ts";

/** Lines of the table, columns aligned; `all` is a last line with the totals. */
export function countsLines(
  table: readonly CountsLine[],
  all: { readonly images: number; readonly patients: number },
): string[] {
  return alignColumns(
    [
      ["source", "label", "split", "images", "patients"],
      ...table.map(({ source, label, split, images, patients }) => [
        ...[source, label, split].map((name) => oneLine(name) || "-"),
        `${images}`,
        `${patients}`,
      ]),
      ["all", "", "", `${all.images}`, `${all.patients}`],
    ],
    3,
  );
}

/**
 * Lines of cells, each column as wide as its longest cell.
 *
 * @param names columns from the left that hold names; the others hold numbers, set to the right
 */
export function alignColumns(lines: readonly (readonly string[])[], names: number): string[] {
  const widths = (lines[0] ?? []).map((_, at) =>
    Math.max(...lines.map((cells) => (cells[at] ?? "").length)),
  );
  return lines.map((cells) =>
    cells
      .map((cell, at) =>
        at < names ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
