// Patients that two splits share although they must not.

import type { SplitName } from "./classes.ts";
import { type ManifestRow, patientKey } from "./manifest.ts";
import { isPersonalId } from "./patient-units.ts";
import { pretextRole } from "./protocol.ts";

/** A patient who is on both sides of a split. */
export interface PatientLeak {
  readonly source: string;
  readonly patient: string;
  readonly splits: readonly SplitName[];
  readonly files: readonly string[];
}

/** The splits that an image serves: its own, and the pretext where its manifest says so. */
export function servedSplits(row: ManifestRow): SplitName[] {
  const own = row.split === "" ? [] : [row.split];
  return row.split !== "pretext" && pretextRole(row) !== "" ? ["pretext", ...own] : own;
}

/**
 * True when what is in all of these splits is seen before it may be: pretext and train may share
 * patients and films, any other two may not, since a test image must be new to everything.
 */
export function isLeak(splits: ReadonlySet<SplitName>): boolean {
  return splits.size > 1 && (splits.has("val") || splits.has("test"));
}

/**
 * Patients in more than one split. Pretext and train may share patients; any other two may not,
 * since pretext images of a test patient would be seen before the test.
 */
export function findLeaks(rows: readonly ManifestRow[]): PatientLeak[] {
  const seen = new Map<string, ManifestRow[]>();
  for (const row of rows) {
    if (servedSplits(row).length === 0) continue;
    const key = patientKey(row);
    const images = seen.get(key);
    if (images === undefined) seen.set(key, [row]);
    else images.push(row);
  }
  const leaks: PatientLeak[] = [];
  for (const images of seen.values()) {
    const splits = new Set(images.flatMap(servedSplits));
    const first = images[0];
    if (isLeak(splits) && first !== undefined)
      leaks.push({
        source: first.source,
        patient: first.patient,
        splits: [...splits],
        files: images.map((row) => row.file),
      });
  }
  return leaks;
}

/** How much of a split's test is known before the test. */
export interface LeakCounts {
  /** Patients in two splits that must not share any. */
  readonly patients: number;
  readonly testImages: number;
  /** Test images of a patient who is in train or val too. */
  readonly testImagesKnown: number;
  /** Test images of a patient whom the pretext sees. */
  readonly testImagesInPretext: number;
}

/** Counts the leaks of a split and the test images that they touch. */
export function leakCounts(rows: readonly ManifestRow[]): LeakCounts {
  const splitsOf = new Map<string, Set<SplitName>>();
  for (const row of rows) {
    const splits = splitsOf.get(patientKey(row)) ?? new Set();
    for (const split of servedSplits(row)) splits.add(split);
    splitsOf.set(patientKey(row), splits);
  }
  const test = rows
    .filter(({ split }) => split === "test")
    .map((row) => splitsOf.get(patientKey(row)) as Set<SplitName>);
  return {
    patients: [...splitsOf.values()].filter(isLeak).length,
    testImages: test.length,
    testImagesKnown: test.filter((splits) => splits.has("train") || splits.has("val")).length,
    testImagesInPretext: test.filter((splits) => splits.has("pretext")).length,
  };
}

/** A patient id that several sources have. */
export interface SharedPatient {
  readonly patient: string;
  readonly sources: readonly string[];
  readonly splits: readonly SplitName[];
  readonly files: readonly string[];
  /** True when two of the splits must not share a patient. */
  readonly isLeak: boolean;
}

/** Ids with a letter that several sources have, most likely one person in each (`han-969dd2e0`). */
export function findSharedPatients(rows: readonly ManifestRow[]): SharedPatient[] {
  const byId = new Map<string, ManifestRow[]>();
  for (const row of rows) {
    if (!isPersonalId(row.patient)) continue;
    const images = byId.get(row.patient);
    if (images === undefined) byId.set(row.patient, [row]);
    else images.push(row);
  }
  return [...byId].flatMap(([patient, images]) => {
    const sources = [...new Set(images.map(({ source }) => source))].sort();
    if (sources.length < 2) return [];
    const splits = new Set(images.flatMap(servedSplits));
    const files = images.map(({ file }) => file);
    return [{ patient, sources, splits: [...splits], files, isLeak: isLeak(splits) }];
  });
}
