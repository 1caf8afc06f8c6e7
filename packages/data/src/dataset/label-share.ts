// A share of the labels: which labelled images a training with fewer labels may use.

import { shuffledOrder } from "../random/shuffled-order.ts";
import { RANDOM_OPS } from "../random/stream.ts";
import { CLASSES, classIndex } from "./classes.ts";
import { DatasetError } from "./dataset-error.ts";
import { type ManifestRow, patientKey } from "./manifest.ts";

/** How much, and which draw. */
export interface LabelShareOptions {
  /** Share of the images of each class, in (0, 1]. */
  readonly fraction: number;
  readonly seed: number;
}

/** What was chosen of one class. */
export interface LabelShare {
  readonly label: string;
  readonly images: { readonly used: number; readonly all: number };
  readonly patients: { readonly used: number; readonly all: number };
}

/**
 * The images whose labels are used, in the order of the rows, and how many of each class they are.
 *
 * Of the n images of a class the first max(1, round(fraction · n)) of a shuffled order are taken, so that a smaller
 * share is inside every larger one. The order depends on the seed and the class's files, not on the order of the rows.
 *
 * @param rows labelled images
 * @throws {DatasetError} tag `argument` when the fraction is not in (0, 1]
 */
export function labelShare(
  rows: readonly ManifestRow[],
  { fraction, seed }: LabelShareOptions,
): { readonly rows: readonly ManifestRow[]; readonly classes: readonly LabelShare[] } {
  if (!(fraction > 0 && fraction <= 1)) {
    throw new DatasetError(
      "argument",
      `label share: the fraction must be above 0 and at most 1, but it is ${fraction}. Give for example 0.1.`,
    );
  }
  const chosen = new Set<ManifestRow>();
  const classes = CLASSES.flatMap((label): LabelShare[] => {
    const members = rows
      .filter((row) => row.label === label)
      .sort((a, b) => (a.file < b.file ? -1 : 1));
    if (members.length === 0) return [];
    const count = Math.max(1, Math.round(fraction * members.length));
    const order = shuffledOrder(members.length, seed, classIndex(label), RANDOM_OPS.labelFraction);
    const used = Array.from(order.subarray(0, count), (place) => members[place] as ManifestRow);
    for (const row of used) chosen.add(row);
    const patients = { used: patientCount(used), all: patientCount(members) };
    return [{ label, images: { used: count, all: members.length }, patients }];
  });
  return { rows: rows.filter((row) => chosen.has(row)), classes };
}

function patientCount(rows: readonly ManifestRow[]): number {
  return new Set(rows.map(patientKey)).size;
}
