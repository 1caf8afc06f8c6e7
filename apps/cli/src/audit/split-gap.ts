// The leak in numbers: what one recipe scores on the published split and on the clean split of the same data.
import {
  type BootstrapInterval,
  bootstrapMany,
  type ManifestRow,
  patientUnits,
} from "@pleura/data";
import type { Predictions } from "../inference/predictions.ts";
import { type DrawOptions, measuresOf, type ScoredTest } from "./audit-result.ts";

/** A classifier that was trained on a split of the data, and what it said about that split's test films. */
export interface SplitRun {
  /** The manifest with the split, all rows. */
  readonly rows: readonly ManifestRow[];
  /** Predictions of the labelled test films. */
  readonly test: Predictions;
}

/** What one split gives. */
export interface SplitSide {
  readonly n: number;
  readonly patients: number;
  readonly accuracy: BootstrapInterval;
  readonly macroAuroc: BootstrapInterval;
  /** Test films whose patient is in the training or validation films too. */
  readonly sharedFilms: number;
  /** Accuracy on those films, and on the others; NaN without any. */
  readonly accuracyOnShared: number;
  readonly accuracyOnOthers: number;
}

/** Published against clean. */
export interface SplitGap {
  readonly published: SplitSide;
  readonly clean: SplitSide;
  /** Published − clean. */
  readonly accuracy: BootstrapInterval;
  readonly macroAuroc: BootstrapInterval;
}

/**
 * Compares two runs of one recipe that differ by the split of the data.
 *
 * The test films differ, so the comparison is not paired by film; draws take a patient with all of
 * the films that either test has of that patient.
 *
 * @param classes number of classes
 */
export function compareSplits(
  published: SplitRun,
  clean: SplitRun,
  classes: number,
  options: DrawOptions,
): SplitGap {
  const first: ScoredTest = { ...published.test, classes };
  const second: ScoredTest = { ...clean.test, classes };
  const [measureFirst, measureSecond] = [measuresOf(first), measuresOf(second)];
  const count = first.truth.length;
  const found = bootstrapMany(
    (weights) => {
      const one = measureFirst(weights.subarray(0, count));
      const other = measureSecond(weights.subarray(count));
      return {
        publishedAccuracy: one.accuracy,
        publishedAuroc: one.auroc.macro,
        cleanAccuracy: other.accuracy,
        cleanAuroc: other.auroc.macro,
        accuracy: one.accuracy - other.accuracy,
        macroAuroc: one.auroc.macro - other.auroc.macro,
      };
    },
    { patients: [...first.patients, ...second.patients], ...options },
  );
  return {
    published: {
      ...sharing(published),
      accuracy: found.publishedAccuracy,
      macroAuroc: found.publishedAuroc,
    },
    clean: { ...sharing(clean), accuracy: found.cleanAccuracy, macroAuroc: found.cleanAuroc },
    accuracy: found.accuracy,
    macroAuroc: found.macroAuroc,
  };
}

/** How many test films share a patient with training or validation films, and how right the model is on them. */
function sharing({ rows, test }: SplitRun): Omit<SplitSide, "accuracy" | "macroAuroc"> {
  const units = patientUnits(rows);
  const unitOf = new Map(rows.map(({ file }, row) => [file, units[row]]));
  const known = new Set(
    units.filter((_, row) => rows[row]?.split === "train" || rows[row]?.split === "val"),
  );
  const { truth, probabilities, patients, files } = test;
  const isShared = files.map((file) => known.has(unitOf.get(file) ?? ""));
  const width = probabilities.length / truth.length;
  const isRight = truth.map((label, film) => {
    const shares = probabilities.subarray(film * width, (film + 1) * width);
    return shares.indexOf(shares.reduce((a, b) => Math.max(a, b))) === label;
  });
  const share = (isWanted: boolean): number => {
    const chosen = isRight.filter((_, film) => isShared[film] === isWanted);
    return chosen.filter(Boolean).length / chosen.length;
  };
  return {
    n: truth.length,
    patients: new Set(patients).size,
    sharedFilms: isShared.filter(Boolean).length,
    accuracyOnShared: share(true),
    accuracyOnOthers: share(false),
  };
}
