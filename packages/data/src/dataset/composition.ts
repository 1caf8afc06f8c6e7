// What a data set is made of: images and patients by any of its columns.

import { type ManifestRow, patientKey } from "./manifest.ts";

/** A column that images can be counted by; sex and age come from columns of these names. */
export type CompositionColumn = "label" | "source" | "split" | "view" | "sex" | "age" | "license";

/** One line of the table. */
export interface CompositionLine {
  /** A value per asked column; empty where the manifest does not tell. */
  readonly values: readonly string[];
  readonly images: number;
  readonly patients: number;
}

/**
 * Ages in groups, wide enough that few patients do not stand alone: "0–17", "18–39", "40–59", "60–79", "80+"; empty for
 * what is no age.
 *
 * @param text years, such as "64" or "064Y"
 */
export function ageGroup(text: string): string {
  const years = /^0*(\d{1,3}(?:\.\d+)?) *[Yy]?$/.exec(text.trim())?.[1];
  if (years === undefined) return "";
  const age = Number(years);
  if (age > 120) return "";
  const group = AGE_GROUPS.find(({ below }) => age < below);
  return group?.name ?? "80+";
}

const AGE_GROUPS = [
  { below: 18, name: "0–17" },
  { below: 40, name: "18–39" },
  { below: 60, name: "40–59" },
  { below: 80, name: "60–79" },
] as const;

/** One word for the ways that manifests write a sex: "female", "male", or what stands there; empty when unknown. */
export function sexOf(text: string): string {
  const word = text.trim().toLowerCase();
  if (word === "f" || word === "female") return "female";
  return word === "m" || word === "male" ? "male" : word;
}

/** The value of a column in a row, empty when the row does not tell. */
export function compositionValue(row: ManifestRow, column: CompositionColumn): string {
  if (column === "sex") return sexOf(row.extra["sex"] ?? "");
  if (column === "age") return ageGroup(row.extra["age"] ?? "");
  return row[column];
}

/** Counts by the columns, sorted by their values in order; groups without images are left out. */
export function compositionTable(
  rows: readonly ManifestRow[],
  columns: readonly CompositionColumn[],
): CompositionLine[] {
  const groups = new Map<string, { values: string[]; images: number; patients: Set<string> }>();
  for (const row of rows) {
    const values = columns.map((column) => compositionValue(row, column));
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, images: 0, patients: new Set<string>() };
    group.images += 1;
    group.patients.add(patientKey(row));
    groups.set(key, group);
  }
  return [...groups.keys()].sort().map((key) => {
    const { values, images, patients } = groups.get(key) as NonNullable<
      ReturnType<typeof groups.get>
    >;
    return { values, images, patients: patients.size };
  });
}
