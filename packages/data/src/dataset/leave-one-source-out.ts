// Splits that test on a source which neither the classifier nor the pretext has seen.

import { CLASSES, type ClassName } from "./classes.ts";
import { DatasetError } from "./dataset-error.ts";
import type { ManifestRow } from "./manifest.ts";
import { type SplitOptions, splitUnits } from "./patient-split.ts";
import { patientUnits } from "./patient-units.ts";
import { withProtocol } from "./protocol.ts";

/** How to split. */
export interface LeaveOneSourceOutOptions
  extends Pick<SplitOptions, "seed" | "groups" | "pretext"> {
  /** Share of the other sources' labelled images that validates, in [0, 1); 0.2 when absent. */
  readonly validation?: number;
}

/** One split: all labelled images of a source are the test. */
export interface LeftOutSource {
  readonly source: string;
  readonly rows: ManifestRow[];
  /** Classes of the test that no other source has, so that nothing can learn them. */
  readonly unlearnable: readonly ClassName[];
  /** Images of other sources that no split uses, since they show a patient or film of the test. */
  readonly excluded: number;
}

/** The splits of {@link leaveOneSourceOut}. */
export interface LeaveOneSourceOut {
  /** By source, in the order of their names. */
  readonly splits: readonly LeftOutSource[];
  /** Sources without a labelled image, which cannot test anything. */
  readonly skipped: readonly string[];
}

/** The paper's share: 290 of the 1450 images that do not test. */
const VALIDATION = 0.2;

/**
 * For each source with labels, a split that tests on all of them and trains on the other sources.
 *
 * The left-out source's unlabelled images and what groups tie to it are used nowhere, so that it is
 * new to the pretext too. The rest is dealt to train and val as {@link patientSplit} does. Depends
 * on the seed and the set of rows, not on their order.
 *
 * @throws {DatasetError} tag `argument` when fewer than two sources have labelled images, or
 * `validation` is no share below 1
 */
export function leaveOneSourceOut(
  rows: readonly ManifestRow[],
  options: LeaveOneSourceOutOptions,
): LeaveOneSourceOut {
  const { validation = VALIDATION, ...others } = options;
  const sources = [...new Set(rows.map(({ source }) => source))].sort();
  const labelled = new Set(rows.filter(({ label }) => label !== "").map(({ source }) => source));
  requireTwo(labelled);
  requireShare(validation);
  const keys = patientUnits(rows, options.groups);
  const fractions = { train: 1 - validation, val: validation, test: 0 };
  const splits = sources
    .filter((source) => labelled.has(source))
    .map((source): LeftOutSource => {
      const out = new Set(keys.filter((_, index) => rows[index]?.source === source));
      const isOut = (index: number): boolean => out.has(keys[index] as string);
      const rest = rows.filter((_, index) => !isOut(index));
      const dealt = splitUnits(rest, { ...others, fractions }, "leave-one-source-out");
      const byFile = new Map(dealt.map((row) => [row.file, row]));
      const split = rows.map((row) => {
        const isTest = row.source === source && row.label !== "";
        const part = isTest ? "test" : "";
        return byFile.get(row.file) ?? withProtocol(row, part, "", "leave-one-source-out");
      });
      const hasTrain = (name: ClassName): boolean =>
        split.some(({ split: part, label }) => part === "train" && label === name);
      return {
        source,
        rows: split,
        unlearnable: CLASSES.filter(
          (name) =>
            !hasTrain(name) && split.some((row) => row.split === "test" && row.label === name),
        ),
        excluded: rows.filter((row, index) => isOut(index) && row.source !== source).length,
      };
    });
  return { splits, skipped: sources.filter((source) => !labelled.has(source)) };
}

function requireTwo(labelled: ReadonlySet<string>): void {
  if (labelled.size >= 2) return;
  throw new DatasetError(
    "argument",
    "split: leave-one-source-out must have at least 2 sources with labelled images, but there" +
      ` ${labelled.size === 1 ? "is 1" : "are 0"}. Fill the manifest's column "source".`,
    { labelled: [...labelled] },
  );
}

function requireShare(validation: number): void {
  if (validation >= 0 && validation < 1) return;
  throw new DatasetError(
    "argument",
    `split: "validation" must be a share from 0 to below 1, but it is ${validation}.` +
      " Give for example 0.2.",
    { validation },
  );
}
