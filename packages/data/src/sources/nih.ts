// Rows of NIH ChestX-ray14 (Wang et al. 2017): Data_Entry_2017.csv and Data_Entry_2017_v2020.csv.

import type { ClassName } from "../dataset/classes.ts";
import { ageInYears, sexLetter } from "./patient-facts.ts";
import { cellOf, type SkippedImage, type SourceCells, type SourceImage } from "./source-image.ts";

/** Columns that the table must have; both versions do. */
export const NIH_REQUIRED = ["image index", "finding labels", "patient id"] as const;

/** Columns that {@link readNihRow} adds to a manifest. */
export const NIH_COLUMNS = ["sex", "age", "source_label", "follow_up", "source_split"] as const;

/** Which rows are pneumonia: that finding alone, or that finding among others. */
export type PneumoniaRule = "exact" | "contains";

const LICENSE = "no usage restrictions stated; attribution to the NIH Clinical Center requested";

/**
 * The image of one row: `No Finding` → normal, `Pneumonia` → pneumonia, all else unlabelled.
 *
 * @param cells by {@link normalColumn}
 * @param officialSplit `train_val` or `test` by file name, from the lists beside the table
 */
export function readNihRow(
  cells: SourceCells,
  rule: PneumoniaRule,
  officialSplit: (name: string) => string,
): SourceImage | SkippedImage {
  const name = cellOf(cells, "image index");
  if (name === "") return { name, reason: "bad-row", detail: "Image Index is empty" };
  const findings = cellOf(cells, "finding labels");
  return {
    name,
    patient: cellOf(cells, "patient id"),
    label: labelOf(
      findings.split("|").map((finding) => finding.trim().toLowerCase()),
      rule,
    ),
    view: cellOf(cells, "view position"),
    license: LICENSE,
    extra: {
      sex: sexLetter(cellOf(cells, "patient gender") || cellOf(cells, "patient sex")),
      age: ageInYears(cellOf(cells, "patient age")),
      source_label: findings,
      follow_up: cellOf(cells, "follow-up #"),
      source_split: officialSplit(name),
    },
  };
}

function labelOf(findings: readonly string[], rule: PneumoniaRule): ClassName | "" {
  const isAlone = findings.length === 1;
  if (isAlone && findings[0] === "no finding") return "normal";
  const hasPneumonia = findings.includes("pneumonia");
  return hasPneumonia && (isAlone || rule === "contains") ? "pneumonia" : "";
}
