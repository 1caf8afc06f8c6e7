// The films of a data set: from its manifest.csv, or from the table that `pleura view` makes of it.
import { patientKey, readCsv, requireManifest } from "@pleura/data";
import type { FilmFacts } from "./predictions.ts";
import { readJson, valueAt } from "./read-json.ts";

/** The films of a data set. */
export interface KnownFilms {
  /** Names in the manifest's order: a film is asked for by its place. */
  readonly files: readonly string[];
  readonly facts: ReadonlyMap<string, FilmFacts>;
}

/**
 * Reads the films.
 *
 * @throws {CsvError | DatasetError | JsonFileError | TypeError} for a damaged table
 */
export function readFilmTable(kind: "csv" | "json", bytes: Uint8Array, name: string): KnownFilms {
  const cells =
    kind === "csv"
      ? readCsv(bytes, { name, required: ["file"] }).rows.map((row) => row.cells)
      : servedCells(bytes, name);
  const rows = requireManifest(cells, name);
  return {
    files: rows.map(({ file }) => file),
    facts: new Map(rows.map((row) => [row.file, { source: row.source, patient: patientKey(row) }])),
  };
}

/** Rows of films.json, whose columns stand once. */
function servedCells(bytes: Uint8Array, name: string): Record<string, string>[] {
  const table = readJson(new TextDecoder().decode(bytes), name);
  const [columns, rows] = [valueAt(table, "columns"), valueAt(table, "rows")];
  if (!Array.isArray(columns) || !Array.isArray(rows)) {
    throw new TypeError(`${name}: it must hold "columns" and "rows", but it does not. Reload.`);
  }
  return rows.map((row) =>
    Object.fromEntries(columns.map((column, place) => [String(column), String(row[place] ?? "")])),
  );
}
