// Frozen splits: patients are dealt to train, val and test, class by class and source by source.

import { shuffleInPlace } from "../random/shuffled-order.ts";
import { RANDOM_OPS, randomStream } from "../random/stream.ts";
import { CLASSES } from "./classes.ts";
import { DatasetError } from "./dataset-error.ts";
import { type ManifestRow, patientKey } from "./manifest.ts";

/** The splits that labelled images go to. */
const PARTS = ["train", "val", "test"] as const;
type Part = (typeof PARTS)[number];

/** How to split. */
export interface SplitOptions {
  readonly seed: number;
  /** Shares of the labelled images, sum 1. */
  readonly fractions: Readonly<Record<Part, number>>;
}

interface Patient {
  readonly key: string;
  readonly rows: ManifestRow[];
}

/**
 * The same rows with new splits: no patient is in two of train, val and test.
 *
 * Patients of a class × source group are dealt in random order, each to the part that lacks most
 * images of the group; what a small group could not share evenly is made good in the class's next
 * group. Unlabelled images become `pretext`, except those of val and test patients, which get no
 * split. Depends on the seed and the set of rows, not on their order.
 *
 * @throws {DatasetError} tag `argument` when the fractions are no shares of 1
 */
export function patientSplit(rows: readonly ManifestRow[], options: SplitOptions): ManifestRow[] {
  requireShares(options.fractions);
  const patients = new Map<string, Patient>();
  for (const row of rows) {
    const key = patientKey(row);
    const patient = patients.get(key) ?? { key, rows: [] };
    patient.rows.push(row);
    patients.set(key, patient);
  }
  const strata = new Map<string, Map<string, Patient[]>>();
  for (const patient of patients.values()) {
    const classes = CLASSES.filter((name) => patient.rows.some((row) => row.label === name));
    if (classes.length === 0) continue;
    const bySource = strata.get(classes.join("+")) ?? new Map<string, Patient[]>();
    const source = patient.rows[0]?.source ?? "";
    const group = bySource.get(source);
    if (group === undefined) bySource.set(source, [patient]);
    else group.push(patient);
    strata.set(classes.join("+"), bySource);
  }
  const partOf = new Map<string, Part>();
  for (const [classes, bySource] of strata)
    dealClass(classes, bySource, options, (patient, part) => partOf.set(patient.key, part));
  return rows.map((row) => {
    const part = partOf.get(patientKey(row));
    if (row.label !== "" && part !== undefined) return { ...row, split: part };
    return { ...row, split: part === "val" || part === "test" ? "" : "pretext" };
  });
}

function dealClass(
  classes: string,
  bySource: ReadonlyMap<string, Patient[]>,
  { seed, fractions }: SplitOptions,
  assign: (patient: Patient, part: Part) => void,
): void {
  const owed: Record<Part, number> = { train: 0, val: 0, test: 0 };
  for (const source of [...bySource.keys()].sort()) {
    const group = (bySource.get(source) ?? []).sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const part of PARTS) owed[part] += fractions[part] * labelledImages(group);
    const order = Uint32Array.from(group.keys());
    const sample = hashText(`${classes}\n${source}`);
    shuffleInPlace(
      order,
      order.length,
      randomStream({ seed, epoch: 0, sample, op: RANDOM_OPS.split }),
    );
    for (const place of order) {
      const patient = group[place] as Patient;
      const part = PARTS.filter((name) => fractions[name] > 0).reduce((best, name) =>
        owed[name] > owed[best] ? name : best,
      );
      owed[part] -= labelledImages([patient]);
      assign(patient, part);
    }
  }
}

function labelledImages(patients: readonly Patient[]): number {
  return patients.reduce(
    (sum, patient) => sum + patient.rows.filter((row) => row.label !== "").length,
    0,
  );
}

/** 32-bit FNV-1a of the text's UTF-16 units, so that a group's order ignores other groups. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

function requireShares(fractions: Readonly<Record<Part, number>>): void {
  const values = PARTS.map((part) => fractions[part]);
  const sum = values.reduce((total, value) => total + value, 0);
  if (values.every((value) => value >= 0 && value <= 1) && Math.abs(sum - 1) < 1e-9) return;
  throw new DatasetError(
    "argument",
    `split: train, val and test must be shares that sum to 1, but they are ${values.join(", ")}.` +
      " Give for example 0.7, 0.15, 0.15.",
    { fractions },
  );
}
