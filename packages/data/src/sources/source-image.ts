// What a row of a source's table becomes: an image of the data set, or a reason to leave it out.

import type { ClassName, SplitName } from "../dataset/classes.ts";

/** One image as its source describes it, before anybody looked for the file. */
export interface SourceImage {
  /** What the table calls the file: a name, or a path below the source's folder. */
  readonly name: string;
  /** Empty when the source names none; then the image counts as its own patient. */
  readonly patient: string;
  /** Empty for an image that serves the pretext only. */
  readonly label: ClassName | "";
  /** View as the source writes it; empty when unknown. */
  readonly view: string;
  readonly license: string;
  /** Collection and split, where the source's table has such columns. */
  readonly source?: string;
  readonly split?: SplitName | "";
  /** Other columns of the manifest. */
  readonly extra: Readonly<Record<string, string>>;
  /** The finding, when it is none of the words that the source is known to use. */
  readonly unknownWord?: string;
}

/** One image that is left out. */
export interface SkippedImage {
  readonly name: string;
  readonly reason: SkipReason;
  /** What was found, such as the view or the modality. */
  readonly detail: string;
}

/** Why an image is left out, and what that means in a sentence for people. */
export const SKIP_REASONS = {
  "missing-file": "the table names a file that is not there",
  "no-metadata": "the file is in no row of the table",
  "not-x-ray": "the modality is not X-ray",
  view: "the view is not among those that are kept",
  "other-label": "the label is not among those that are kept",
  unreadable: "the file cannot be read as an image",
  "unknown-label": "the label is none of the words that are known",
  "duplicate-row": "an earlier row names the same image",
  "repeated-origin": "the image comes from a collection whose repeats are dropped",
  "outside-root": "the name or link leads out of the source's folder",
  "bad-row": "the row has other cells than the header, or none where one is needed",
  "name-taken": "another import into this data set has an image of this name",
} as const;

/** One of {@link SKIP_REASONS}. */
export type SkipReason = keyof typeof SKIP_REASONS;

/** Cells of a row by column name, as {@link normalColumn} writes it. */
export type SourceCells = Readonly<Record<string, string>>;

/** A column name without outer spaces, in lower case: old tables have ` url` and `Patientid`. */
export function normalColumn(name: string): string {
  return name.trim().toLowerCase();
}

/** The trimmed cell of a column, empty when there is none. */
export function cellOf(cells: SourceCells, column: string): string {
  return (cells[column] ?? "").trim();
}

/** True for an image that is left out. */
export function isSkipped<T extends object>(answer: T | SkippedImage): answer is SkippedImage {
  return "reason" in answer;
}
