// What a DICOM file says about its film and its patient, as a list for people to read.

/// <reference path="./codec-modules.d.ts" />
import type { DicomDataSet } from "dicom-parser";
import { openDicom } from "./dicom-dataset.ts";
import { dicomText } from "./dicom-text.ts";
import type { DecodeOptions } from "./image.ts";
import { plainBytes } from "./plain-bytes.ts";
import { shownText } from "./shown-text.ts";

/** One line about a film. */
export type DicomFact = {
  /** `gggg,eeee`. */
  readonly tag: string;
  /** Its name in English. */
  readonly name: string;
  /** One line of plain text, see {@link shownText}; it comes from the file and is no markup. */
  readonly value: string;
  /**
   * True where the value can tell who the patient is: PS3.15, table E.1-1, removes or replaces it.
   * Such values are shown only when asked for, and are never written anywhere.
   */
  readonly isPersonal: boolean;
};

type Kind = "text" | "name" | "date" | "time" | "age" | "number" | "syntax";

type FactRow = readonly [tag: string, name: string, kind: Kind];

const FILM: readonly FactRow[] = [
  ["0008,0060", "Modality", "text"],
  ["0018,0015", "Body part", "text"],
  ["0018,5101", "View position", "text"],
  ["0020,0062", "Image laterality", "text"],
  ["0020,0060", "Laterality", "text"],
  ["0020,0020", "Patient orientation", "text"],
  ["0008,0068", "Presentation intent", "text"],
  ["0028,0011", "Columns", "number"],
  ["0028,0010", "Rows", "number"],
  ["0028,0101", "Bits stored", "number"],
  ["0028,0100", "Bits allocated", "number"],
  ["0028,0004", "Photometric interpretation", "text"],
  ["0002,0010", "Transfer syntax", "syntax"],
  ["0028,1050", "Window centre", "text"],
  ["0028,1051", "Window width", "text"],
  ["0028,1056", "VOI LUT function", "text"],
  ["0028,1052", "Rescale intercept", "text"],
  ["0028,1053", "Rescale slope", "text"],
  ["0028,0030", "Pixel spacing, mm", "text"],
  ["0018,1164", "Imager pixel spacing, mm", "text"],
  ["0018,0060", "Tube voltage, kV", "text"],
  ["0018,1152", "Exposure, mAs", "text"],
  ["0028,0301", "Burned-in annotation", "text"],
  ["0008,0070", "Manufacturer", "text"],
  ["0008,1090", "Model", "text"],
];

const PATIENT: readonly FactRow[] = [
  ["0010,0010", "Patient's name", "name"],
  ["0010,0020", "Patient ID", "text"],
  ["0010,1000", "Other patient IDs", "text"],
  ["0010,0030", "Birth date", "date"],
  ["0010,0040", "Sex", "text"],
  ["0010,1010", "Age", "age"],
  ["0010,4000", "Patient comments", "text"],
  ["0008,0020", "Study date", "date"],
  ["0008,0030", "Study time", "time"],
  ["0008,0022", "Acquisition date", "date"],
  ["0008,0032", "Acquisition time", "time"],
  ["0008,0050", "Accession number", "text"],
  ["0020,0010", "Study ID", "text"],
  ["0008,1030", "Study description", "text"],
  ["0008,103e", "Series description", "text"],
  ["0018,1030", "Protocol", "text"],
  ["0008,0080", "Institution", "text"],
  ["0008,0081", "Institution address", "text"],
  ["0008,1040", "Department", "text"],
  ["0008,1010", "Station", "text"],
  ["0008,0090", "Referring physician", "name"],
  ["0008,1050", "Performing physician", "name"],
  ["0008,1060", "Reading physician", "name"],
  ["0008,1070", "Operator", "name"],
  ["0018,1000", "Device serial number", "text"],
  ["0020,4000", "Image comments", "text"],
  ["0020,000d", "Study UID", "text"],
  ["0020,000e", "Series UID", "text"],
  ["0008,0018", "Instance UID", "text"],
];

/** Names of the transfer syntaxes that are read (PS3.6, table A-1), and of JPEG's relatives. */
const SYNTAXES: Readonly<Record<string, string>> = {
  "1.2.840.10008.1.2": "Implicit VR Little Endian",
  "1.2.840.10008.1.2.1": "Explicit VR Little Endian",
  "1.2.840.10008.1.2.1.99": "Deflated Explicit VR Little Endian",
  "1.2.840.10008.1.2.2": "Explicit VR Big Endian",
  "1.2.840.10008.1.2.4.50": "JPEG Baseline",
  "1.2.840.10008.1.2.4.51": "JPEG Extended",
  "1.2.840.10008.1.2.4.57": "JPEG Lossless",
  "1.2.840.10008.1.2.4.70": "JPEG Lossless SV1",
  "1.2.840.10008.1.2.4.80": "JPEG-LS Lossless",
  "1.2.840.10008.1.2.4.81": "JPEG-LS Near-lossless",
  "1.2.840.10008.1.2.4.90": "JPEG 2000 Lossless",
  "1.2.840.10008.1.2.4.91": "JPEG 2000",
  "1.2.840.10008.1.2.5": "RLE Lossless",
};

/**
 * Lists what a DICOM file says about its film and its patient; absent and empty values are left out.
 *
 * @param bytes the whole file
 * @throws {ImageDecodeError} tags `truncated`, `corrupt`, `too-large`
 */
export async function dicomFacts(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<readonly DicomFact[]> {
  const { dataSet, transferSyntax } = await openDicom(plainBytes(bytes), options);
  const read = (rows: readonly FactRow[], isPersonal: boolean): DicomFact[] =>
    rows.flatMap(([tag, name, kind]) => {
      const found = kind === "syntax" ? transferSyntax : readValue(dataSet, tag, kind);
      const value = shownText(formatted(found ?? "", kind));
      return value === "" ? [] : [{ tag, name, value, isPersonal }];
    });
  return [...read(FILM, false), ...read(PATIENT, true)];
}

function readValue(dataSet: DicomDataSet, tag: string, kind: Kind): string | undefined {
  const key = `x${tag.replace(",", "")}`;
  return kind === "number" ? dataSet.uint16(key)?.toString() : dicomText(dataSet, key);
}

function formatted(value: string, kind: Kind): string {
  switch (kind) {
    case "name":
      return value.split("=").map(personName).filter(Boolean).join(" · ");
    case "date":
      return value.replace(/^(\d{4})\.?(\d{2})\.?(\d{2})$/, "$1-$2-$3");
    case "time":
      return value.replace(
        /^(\d{2})(\d{2})(\d{2})?(\.\d+)?$/,
        (_, h, m, s = "00") => `${h}:${m}:${s}`,
      );
    case "age":
      return value.replace(/^0*(\d+)([DWMY])$/, (_, count, unit) => `${count} ${AGE_UNITS[unit]}`);
    case "syntax":
      return SYNTAXES[value] === undefined ? value : `${SYNTAXES[value]} (${value})`;
    default:
      return value.split("\\").join(", ");
  }
}

const AGE_UNITS: Readonly<Record<string, string>> = {
  D: "days",
  W: "weeks",
  M: "months",
  Y: "years",
};

/** `family^given^middle^prefix^suffix` (PS3.5, section 6.2.1.1) as "Family, prefix given middle suffix". */
function personName(group: string): string {
  const [family = "", given = "", middle = "", prefix = "", ...suffix] = group
    .split("^")
    .map((part) => part.trim());
  const rest = [prefix, given, middle, ...suffix].filter(Boolean).join(" ");
  return [family, rest].filter(Boolean).join(", ");
}
