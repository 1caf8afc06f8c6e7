// Frozen splits: patients are dealt to train, val and test, class by class and source by source.

import { shuffledOrder, shuffleInPlace } from "../random/shuffled-order.ts";
import { RANDOM_OPS, randomStream } from "../random/stream.ts";
import { CLASSES } from "./classes.ts";
import { DatasetError } from "./dataset-error.ts";
import type { ManifestRow } from "./manifest.ts";
import { patientUnits } from "./patient-units.ts";
import { type PretextRole, type Protocol, withProtocol } from "./protocol.ts";

/** The splits that labelled images go to. */
const PARTS = ["train", "val", "test"] as const;
type Part = (typeof PARTS)[number];

/**
 * Whose images serve the pretext: those of patients without a label, or those of the train patients
 * too (no evaluation sees these, but the paper's honest version keeps the two tasks apart).
 */
export const PRETEXT_PATIENTS = ["others", "train"] as const;

/** How to split. */
export interface SplitOptions {
  readonly seed: number;
  /** Shares of the labelled images, sum 1. */
  readonly fractions: Readonly<Record<Part, number>>;
  /** Files that must stay together although their patients differ, such as near duplicates. */
  readonly groups?: readonly (readonly string[])[];
  /** One of {@link PRETEXT_PATIENTS}; `others` when absent. */
  readonly pretext?: (typeof PRETEXT_PATIENTS)[number];
}

/** Images that no split may part. */
interface Unit {
  readonly key: string;
  readonly rows: ManifestRow[];
}

/** The pretext validates on a twentieth of its images: tens in a small set … */
const PRETEXT_VALIDATION = 0.05;
/** … and the paper's 1,000 in a large one. */
const MOST_PRETEXT_VALIDATION = 1000;

/**
 * The same rows with new splits, the `clean` protocol: no patient is in two of train, val and test.
 *
 * Patients of a class × source group are dealt in random order, each to the part that lacks most
 * images of the group; what a small group could not share evenly is made good in the class's next
 * group. Unlabelled images become `pretext`, except those of labelled patients, which get no split:
 * nobody who is in the classifier's data is in the pretext. With `pretext: "train"`, or where every
 * patient is labelled, the train patients are, and still nobody of val and test. A twentieth of the
 * pretext's images, by patient, validates the pretext; the column `pretext` tells which. Depends on
 * the seed and the set of rows, not on their order.
 *
 * @throws {DatasetError} tag `argument` when the fractions are no shares of 1
 */
export function patientSplit(rows: readonly ManifestRow[], options: SplitOptions): ManifestRow[] {
  return splitUnits(rows, options, "clean");
}

/** Splits as {@link patientSplit} does, for a protocol that is built on it. */
export function splitUnits(
  rows: readonly ManifestRow[],
  options: SplitOptions,
  protocol: Protocol,
): ManifestRow[] {
  requireShares(options.fractions);
  const keys = patientUnits(rows, options.groups);
  const units = new Map<string, Unit>();
  for (const [index, row] of rows.entries()) {
    const key = keys[index] as string;
    const unit = units.get(key);
    if (unit === undefined) units.set(key, { key, rows: [row] });
    else unit.rows.push(row);
  }
  const strata = new Map<string, Map<string, Unit[]>>();
  for (const unit of units.values()) {
    const classes = CLASSES.filter((name) => unit.rows.some((row) => row.label === name));
    if (classes.length === 0) continue;
    const bySource = strata.get(classes.join("+")) ?? new Map<string, Unit[]>();
    const source = leastSource(unit);
    const group = bySource.get(source);
    if (group === undefined) bySource.set(source, [unit]);
    else group.push(unit);
    strata.set(classes.join("+"), bySource);
  }
  const partOf = new Map<string, Part>();
  for (const [classes, bySource] of strata)
    dealClass(classes, bySource, options, (unit, part) => partOf.set(unit.key, part));
  // Where every patient is labelled there are no others.
  const hasTrain = options.pretext === "train" || partOf.size === units.size;
  const isPretext = (key: string): boolean => {
    const part = partOf.get(key);
    return part === undefined || (hasTrain && part === "train");
  };
  const roles = dealPretext(
    [...units.values()].filter(({ key }) => isPretext(key)),
    options.seed,
  );
  return rows.map((row, index) => {
    const key = keys[index] as string;
    const part = partOf.get(key);
    const role = roles.get(key) ?? "";
    if (row.label !== "" && part !== undefined) return withProtocol(row, part, role, protocol);
    return withProtocol(row, isPretext(key) ? "pretext" : "", role, protocol);
  });
}

/** Which units train the pretext and which validate it. */
function dealPretext(units: readonly Unit[], seed: number): ReadonlyMap<string, PretextRole> {
  const sorted = [...units].sort((a, b) => (a.key < b.key ? -1 : 1));
  const images = sorted.reduce((sum, unit) => sum + unit.rows.length, 0);
  let wanted = Math.min(MOST_PRETEXT_VALIDATION, Math.round(images * PRETEXT_VALIDATION));
  const roles = new Map<string, PretextRole>();
  for (const place of shuffledOrder(sorted.length, seed, 0, RANDOM_OPS.pretextSplit)) {
    const { key, rows } = sorted[place] as Unit;
    roles.set(key, wanted >= rows.length ? "val" : "train");
    if (wanted >= rows.length) wanted -= rows.length;
  }
  return roles;
}

function dealClass(
  classes: string,
  bySource: ReadonlyMap<string, Unit[]>,
  { seed, fractions }: SplitOptions,
  assign: (unit: Unit, part: Part) => void,
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
      const unit = group[place] as Unit;
      const part = PARTS.filter((name) => fractions[name] > 0).reduce((best, name) =>
        owed[name] > owed[best] ? name : best,
      );
      owed[part] -= labelledImages([unit]);
      assign(unit, part);
    }
  }
}

function labelledImages(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + unit.rows.filter((row) => row.label !== "").length, 0);
}

/** A unit of several sources counts for the one that sorts first, whatever the order of its rows. */
function leastSource({ rows }: Unit): string {
  return rows.map(({ source }) => source).sort()[0] ?? "";
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
