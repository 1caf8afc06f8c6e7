// How many images and patients each source × class × split has.

import type { ClassName, SplitName } from "./classes.ts";
import { type ManifestRow, patientKey } from "./manifest.ts";

/** One line of the table. */
export interface CountsLine {
  readonly source: string;
  /** Empty for unlabelled images. */
  readonly label: ClassName | "";
  /** Empty for images without a split. */
  readonly split: SplitName | "";
  readonly images: number;
  readonly patients: number;
}

/** Counts by source, class and split, sorted by these three names; empty groups are left out. */
export function countsTable(rows: readonly ManifestRow[]): CountsLine[] {
  const groups = new Map<string, ManifestRow[]>();
  for (const row of rows) {
    const key = [row.source, row.label, row.split].join("\n");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.keys()].sort().map((key) => {
    const group = groups.get(key) ?? [];
    const { source, label, split } = group[0] as ManifestRow;
    const patients = new Set(group.map(patientKey)).size;
    return { source, label, split, images: group.length, patients };
  });
}
