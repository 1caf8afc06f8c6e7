// The manifest of a data set folder: typed rows, and what is wrong with them.

import {
  CLASSES,
  type ClassName,
  isClassName,
  isSplitName,
  SPLITS,
  type SplitName,
} from "./classes.ts";
import { DatasetError } from "./dataset-error.ts";

/** One image of a data set. */
export interface ManifestRow {
  /** Path below the data set folder, with `/`. */
  readonly file: string;
  /** Collection that the image comes from; empty when unknown. */
  readonly source: string;
  /** Patient within the source; empty when unknown, then the image counts as its own patient. */
  readonly patient: string;
  /** Empty for an unlabelled image. */
  readonly label: ClassName | "";
  readonly view: string;
  /** Empty for an image that no split uses. */
  readonly split: SplitName | "";
  readonly license: string;
  /** All other columns, unchanged. */
  readonly extra: Readonly<Record<string, string>>;
}

/** One fault of a manifest. */
export interface ManifestProblem {
  /** Line of the CSV file when no cell holds a line break: the header is 1, the first image 2. */
  readonly line: number;
  readonly column: string;
  readonly message: string;
}

/** The columns that a manifest written by pleura has, in order. */
export const MANIFEST_COLUMNS = [
  "file",
  "source",
  "patient",
  "label",
  "view",
  "split",
  "license",
] as const;

const KNOWN: ReadonlySet<string> = new Set(MANIFEST_COLUMNS);

/**
 * Reads manifest rows and collects every fault instead of stopping at the first.
 *
 * Faulty rows are left out of `rows`. Only `file` is a required column.
 *
 * @param records one object per CSV row, column name → cell
 * @param name begins every message, such as `manifest "a/manifest.csv"`
 * @param lines line of each record in the file; by default one line each, after the header
 */
export function parseManifest(
  records: readonly Readonly<Record<string, string>>[],
  name = "manifest",
  lines?: readonly number[],
): {
  readonly rows: ManifestRow[];
  readonly problems: ManifestProblem[];
} {
  const rows: ManifestRow[] = [];
  const problems: ManifestProblem[] = [];
  const lineOfFile = new Map<string, number>();
  const first = records[0];
  if (first !== undefined && first["file"] === undefined)
    problems.push({
      line: 1,
      column: "file",
      message:
        `${name}: the column "file" must exist, but the header has` +
        ` ${quoteAll(Object.keys(first))}. Name the column of image paths "file".`,
    });
  else
    for (const [index, record] of records.entries()) {
      const line = lines?.[index] ?? index + 2;
      const faults = rowFaults(record, `${name} line ${line}`, line, lineOfFile);
      problems.push(...faults);
      const cell = (column: string): string => (record[column] ?? "").trim();
      const label = cell("label");
      const split = cell("split");
      if (faults.length > 0) continue;
      rows.push({
        file: cell("file"),
        source: cell("source"),
        patient: cell("patient"),
        label: isClassName(label) ? label : "",
        view: cell("view"),
        split: isSplitName(split) ? split : "",
        license: cell("license"),
        extra: Object.fromEntries(Object.entries(record).filter(([name]) => !KNOWN.has(name))),
      });
    }
  return { rows, problems };
}

/**
 * Reads manifest rows that must be free of faults.
 *
 * @param name begins every message, as in {@link parseManifest}
 * @param lines line of each record in the file, as in {@link parseManifest}
 * @throws {DatasetError} tag `manifest` with the first faults in the message and all in `facts`
 */
export function requireManifest(
  records: readonly Readonly<Record<string, string>>[],
  name = "manifest",
  lines?: readonly number[],
): ManifestRow[] {
  const { rows, problems } = parseManifest(records, name, lines);
  if (problems.length === 0) return rows;
  const shown = problems.slice(0, 3).map((problem) => problem.message);
  const more = problems.length > 3 ? ` (${problems.length - 3} more)` : "";
  throw new DatasetError("manifest", shown.join("\n") + more, { problems });
}

/** The row as CSV cells in {@link MANIFEST_COLUMNS} order, other columns after them. */
export function manifestRecord(row: ManifestRow): Record<string, string> {
  const { extra, ...known } = row;
  return { ...known, ...extra };
}

/** What two images share when they show the same patient: source and patient, or the file. */
export function patientKey(row: Pick<ManifestRow, "file" | "source" | "patient">): string {
  return row.patient === "" ? `file:${row.file}` : `patient:${row.source}:${row.patient}`;
}

function rowFaults(
  record: Readonly<Record<string, string>>,
  place: string,
  line: number,
  lineOfFile: Map<string, number>,
): ManifestProblem[] {
  const faults: ManifestProblem[] = [];
  const add = (column: string, rule: string, advice: string): void => {
    faults.push({ line, column, message: `${place}: ${rule}. ${advice}` });
  };
  const file = (record["file"] ?? "").trim();
  const label = (record["label"] ?? "").trim();
  const split = (record["split"] ?? "").trim();
  const earlier = lineOfFile.get(file);
  if (file === "") add("file", '"file" must name an image, but it is empty', "Delete the row.");
  else if (earlier !== undefined)
    add("file", `"file" must be unique, but "${file}" is on line ${earlier} too`, "Keep one.");
  else lineOfFile.set(file, line);
  if (label !== "" && !isClassName(label))
    add(
      "label",
      `"label" must be ${orList(CLASSES)} or empty, but it is "${label}"`,
      "Map your label to one of these.",
    );
  if (split !== "" && !isSplitName(split))
    add(
      "split",
      `"split" must be ${orList(SPLITS)} or empty, but it is "${split}"`,
      "Correct the cell or empty it.",
    );
  return faults;
}

function orList(names: readonly string[]): string {
  return names.join(", ");
}

function quoteAll(names: readonly string[]): string {
  return names.length === 0 ? "no columns" : names.map((name) => `"${name}"`).join(", ");
}
