// Tells which source a table comes from by its columns, to advise people who took the wrong importer.

import { normalColumn } from "./source-image.ts";

/** Columns that only this source's table has together, most special first. */
const SIGNATURES: readonly (readonly [source: string, columns: readonly string[]])[] = [
  ["nih", ["image index", "finding labels", "patient id"]],
  ["actualmed", ["patientid", "finding", "imagename"]],
  ["cohen", ["patientid", "finding", "filename"]],
  ["figure1", ["patientid", "finding", "artifacts/distortion"]],
  ["radiography", ["file name", "format", "url"]],
  ["manifest", ["file", "label"]],
];

/** The importer for a table with these columns, or undefined when no source has them. */
export function guessSource(columns: readonly string[]): string | undefined {
  const present = new Set(columns.map(normalColumn));
  return SIGNATURES.find(([, wanted]) => wanted.every((column) => present.has(column)))?.[0];
}
