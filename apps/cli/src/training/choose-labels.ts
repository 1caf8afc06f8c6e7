// The labels that a fine-tuning may use: chosen by its share, told, and kept in the run folder.
import { join } from "node:path";
import { type LabelShare, labelShare, type ManifestRow, writeCsv } from "@pleura/data";
import type { FinetuneSettings } from "../config/training-settings.ts";
import { countNoun } from "../count-noun.ts";
import type { Output } from "../output.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";

/** Name of the list in a run folder. */
export const LABELS_FILE = "labels.csv";

/**
 * The rows of the share of labels; writes `labels.csv` and says what was chosen. All rows, and no file, without one.
 */
export function chooseLabels(
  rows: readonly ManifestRow[],
  settings: Pick<FinetuneSettings, "labelFraction" | "labelSeed" | "seed" | "out">,
  output: Output,
): readonly ManifestRow[] {
  const { labelFraction = 1, labelSeed = settings.seed, out } = settings;
  if (labelFraction === 1) return rows;
  const share = labelShare(rows, { fraction: labelFraction, seed: labelSeed });
  const columns = ["file", "source", "patient", "label"];
  const records = share.rows.map(({ file, source, patient, label }) => ({
    file,
    source,
    patient,
    label,
  }));
  writeAtomic(join(out, LABELS_FILE), writeCsv(columns, records), "checkpoint");
  output.say(`finetune: ${labelWords(labelFraction, share.classes)}; listed in ${LABELS_FILE}`);
  return share.rows;
}

/** Such as `a share of 0.1 of the labels, covid19 3 of 30 images (3 of 25 patients), …`. */
export function labelWords(fraction: number, classes: readonly LabelShare[]): string {
  const parts = classes.map(
    ({ label, images, patients }) =>
      `${label} ${images.used} of ${countNoun(images.all, "image")} ` +
      `(${patients.used} of ${countNoun(patients.all, "patient")})`,
  );
  return `a share of ${fraction} of the labels, ${parts.join(", ")}`;
}
