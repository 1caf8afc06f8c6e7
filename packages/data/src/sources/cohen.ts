// Rows of the COVID-19 image data collection (Cohen et al. 2020), from its first tables to its last.

import { labelOfFinding } from "./finding-label.ts";
import { ageInYears, sexLetter } from "./patient-facts.ts";
import { cellOf, type SkippedImage, type SourceCells, type SourceImage } from "./source-image.ts";

/** Columns that the table must have; the first tables have no modality and no folder. */
export const COHEN_REQUIRED = ["patientid", "finding", "view", "filename"] as const;

/** Columns that {@link readCohenRow} adds to a manifest. */
export const COHEN_COLUMNS = ["sex", "age", "source_label", "offset_days", "url", "doi"] as const;

/** The image of one row; CT and volumes are left out. */
export function readCohenRow(cells: SourceCells): SourceImage | SkippedImage {
  const name = cellOf(cells, "filename");
  if (name === "") return { name, reason: "bad-row", detail: "filename is empty" };
  const modality = cells["modality"];
  if (modality !== undefined && !isXRay(modality)) {
    return { name, reason: "not-x-ray", detail: modality.trim() || "no modality" };
  }
  const folder = cellOf(cells, "folder");
  if (folder.toLowerCase() === "volumes") return { name, reason: "not-x-ray", detail: "a volume" };
  const finding = cellOf(cells, "finding");
  const { label, isKnown } = labelOfFinding(finding);
  return {
    name,
    patient: cellOf(cells, "patientid"),
    label,
    view: cellOf(cells, "view"),
    license: cellOf(cells, "license"),
    extra: {
      sex: sexLetter(cellOf(cells, "sex")),
      age: ageInYears(cellOf(cells, "age")),
      source_label: finding,
      offset_days: cellOf(cells, "offset"),
      url: cellOf(cells, "url"),
      doi: cellOf(cells, "doi"),
    },
    ...(isKnown ? {} : { unknownWord: finding }),
  };
}

/** True for projection radiography in the collections' words. */
export function isXRay(modality: string): boolean {
  return /^x-?ray$/i.test(modality.trim());
}
