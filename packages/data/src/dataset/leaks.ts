// Patients that two splits share although they must not.

import type { SplitName } from "./classes.ts";
import { type ManifestRow, patientKey } from "./manifest.ts";

/** A patient who is on both sides of a split. */
export interface PatientLeak {
  readonly source: string;
  readonly patient: string;
  readonly splits: readonly SplitName[];
  readonly files: readonly string[];
}

/**
 * Patients in more than one split. Pretext and train may share patients; any other two may not,
 * since pretext images of a test patient would be seen before the test.
 */
export function findLeaks(rows: readonly ManifestRow[]): PatientLeak[] {
  const seen = new Map<string, ManifestRow[]>();
  for (const row of rows) {
    if (row.split === "") continue;
    const key = patientKey(row);
    const images = seen.get(key);
    if (images === undefined) seen.set(key, [row]);
    else images.push(row);
  }
  const leaks: PatientLeak[] = [];
  for (const images of seen.values()) {
    const splits = [...new Set(images.map((row) => row.split))].filter((split) => split !== "");
    const isAllowed =
      splits.length < 2 || splits.every((split) => split === "pretext" || split === "train");
    const first = images[0];
    if (!isAllowed && first !== undefined)
      leaks.push({
        source: first.source,
        patient: first.patient,
        splits,
        files: images.map((row) => row.file),
      });
  }
  return leaks;
}
