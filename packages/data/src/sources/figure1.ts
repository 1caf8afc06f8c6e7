// Rows of the Figure 1 and Actualmed COVID-19 chest X-ray collections, whose tables are twins.

import { isXRay } from "./cohen.ts";
import { labelOfFinding } from "./finding-label.ts";
import { ageInYears, sexLetter } from "./patient-facts.ts";
import { cellOf, type SkippedImage, type SourceCells, type SourceImage } from "./source-image.ts";

/** Columns that Figure 1's table must have; it names no files. */
export const FIGURE1_REQUIRED = ["patientid", "finding", "artifacts/distortion"] as const;

/** Columns that Actualmed's table must have. */
export const ACTUALMED_REQUIRED = ["patientid", "finding", "imagename"] as const;

/** Columns that both readers add to a manifest. */
export const FIGURE1_COLUMNS = ["sex", "age", "source_label", "offset_days"] as const;

const LICENSE = "research use only (the collection's README)";

/** The image of one row of Figure 1: its file is called like its id, which may end in a letter. */
export function readFigure1Row(cells: SourceCells): SourceImage | SkippedImage {
  const name = cellOf(cells, "patientid");
  if (name === "") return { name, reason: "bad-row", detail: "patientid is empty" };
  return read(cells, name, name.replace(/(?<=\d)[a-z]$/i, ""));
}

/** The image of one row of Actualmed. */
export function readActualmedRow(cells: SourceCells): SourceImage | SkippedImage {
  const name = cellOf(cells, "imagename");
  if (name === "") return { name, reason: "bad-row", detail: "imagename is empty" };
  return read(cells, name, cellOf(cells, "patientid"));
}

function read(cells: SourceCells, name: string, patient: string): SourceImage | SkippedImage {
  const modality = cellOf(cells, "modality");
  if (modality !== "" && !isXRay(modality)) return { name, reason: "not-x-ray", detail: modality };
  const finding = cellOf(cells, "finding");
  const { label, isKnown } = labelOfFinding(finding);
  return {
    name,
    patient,
    label,
    view: cellOf(cells, "view"),
    license: LICENSE,
    extra: {
      sex: sexLetter(cellOf(cells, "sex")),
      age: ageInYears(cellOf(cells, "age")),
      source_label: finding,
      offset_days: cellOf(cells, "offset"),
    },
    ...(isKnown ? {} : { unknownWord: finding }),
  };
}
