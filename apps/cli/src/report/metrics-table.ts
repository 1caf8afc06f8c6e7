// A table of metrics as LaTeX and as CSV: one row a model, each number with its interval or its spread over seeds.
import { writeCsv } from "@pleura/data";
import { escapeLatex } from "./escape-latex.ts";

/** A number of a row; NaN where it cannot be told. */
export interface TableNumber {
  /** The value, or the mean over seeds. */
  readonly value: number;
  /** Sample standard deviation over seeds; absent or NaN without several. */
  readonly sd?: number;
  /** 95 % interval; absent where there is none. */
  readonly low?: number;
  readonly high?: number;
}

/** A column of the table. */
export interface MetricsColumn {
  /** Name in `values` and in the CSV header. */
  readonly key: string;
  /** Heading of the LaTeX column. */
  readonly heading: string;
  /** Digits after the point in LaTeX; 3 when absent. CSV keeps all. */
  readonly digits?: number;
}

/** A row of the table. */
export interface MetricsRow {
  readonly title: string;
  /** Rows of another group follow a rule and the group's name. */
  readonly group?: string;
  /** By column key; a column without a value is a dash in LaTeX and empty in CSV. */
  readonly values: Readonly<Record<string, TableNumber | number | string | undefined>>;
}

/** What to write. */
export interface MetricsTable {
  readonly caption: string;
  /** LaTeX label, of letters, digits, `:` and `-`. */
  readonly label: string;
  readonly columns: readonly MetricsColumn[];
  readonly rows: readonly MetricsRow[];
  /** Lines below the table. */
  readonly notes?: readonly string[];
}

/** Columns of numbers with intervals that fit the text's width; tables with more are scaled down to it. */
const FITTING_COLUMNS = 3;

/**
 * A `table` environment for a document with `\usepackage{booktabs}`, and `graphicx` for more than three columns.
 *
 * Numbers read `0.912 ± 0.010 (0.880–0.941)`: mean ± sd over seeds, then the interval. All text is escaped.
 */
export function metricsLatex({ caption, label, columns, rows, notes = [] }: MetricsTable): string {
  const width = columns.length + 1;
  const isWide = columns.length > FITTING_COLUMNS;
  const lines = [
    `% Needs \\usepackage{booktabs${isWide ? ",graphicx" : ""}} in the preamble.`,
    "\\begin{table}",
    "\\centering",
    `\\caption{${escapeLatex(caption)}}`,
    `\\label{${label}}`,
    `${isWide ? "\\resizebox{\\textwidth}{!}{%\n" : ""}\\begin{tabular}{l${"r".repeat(columns.length)}}`,
    "\\toprule",
    latexRow(["", ...columns.map(({ heading }) => escapeLatex(heading))]),
    "\\midrule",
  ];
  let group: string | undefined;
  for (const [index, row] of rows.entries()) {
    if (row.group !== group) {
      if (index > 0) lines.push("\\midrule");
      group = row.group;
      if (group !== undefined)
        lines.push(`\\multicolumn{${width}}{l}{\\emph{${escapeLatex(group)}}} \\\\`);
    }
    lines.push(
      latexRow([
        escapeLatex(row.title),
        ...columns.map(({ key, digits = 3 }) => latexCell(row.values[key], digits)),
      ]),
    );
  }
  lines.push("\\bottomrule", `\\end{tabular}${isWide ? "}" : ""}`);
  for (const note of notes) lines.push("", `\\par\\footnotesize ${escapeLatex(note)}`);
  lines.push("\\end{table}", "");
  return lines.join("\n");
}

/**
 * The table as CSV: for each column its value, and where any row has them `<key>_sd`, `<key>_low`, `<key>_high`.
 */
export function metricsCsv({ columns, rows }: MetricsTable): string {
  const parts = ["sd", "low", "high"] as const;
  const header = ["group", "title"];
  const readers: ((row: MetricsRow) => readonly [string, string | number])[] = [
    ({ group = "" }) => ["group", group],
    ({ title }) => ["title", title],
  ];
  for (const { key } of columns) {
    header.push(key);
    readers.push(({ values }) => [key, csvCell(values[key])]);
    for (const part of parts) {
      if (!rows.some(({ values }) => partOf(values[key], part) !== "")) continue;
      header.push(`${key}_${part}`);
      readers.push(({ values }) => [`${key}_${part}`, partOf(values[key], part)]);
    }
  }
  const records = rows.map((row) => Object.fromEntries(readers.map((read) => read(row))));
  return writeCsv(header, records, { escapeFormulas: true });
}

type Value = MetricsRow["values"][string];

function latexRow(cells: readonly string[]): string {
  return `${cells.join(" & ")} \\\\`;
}

function latexCell(value: Value, digits: number): string {
  if (value === undefined) return "--";
  if (typeof value === "string") return escapeLatex(value);
  if (typeof value === "number") return fixed(value, digits);
  const { value: middle, sd, low, high } = value;
  if (!Number.isFinite(middle)) return "--";
  const spread = sd === undefined || Number.isNaN(sd) ? "" : ` $\\pm$ ${fixed(sd, digits)}`;
  const hasInterval = Number.isFinite(low) && Number.isFinite(high);
  const interval = hasInterval
    ? ` (${fixed(low as number, digits)}--${fixed(high as number, digits)})`
    : "";
  return `${fixed(middle, digits)}${spread}${interval}`;
}

/** A minus sign, not a hyphen, before negative numbers. */
function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return "--";
  const text = value.toFixed(Number.isInteger(value) && Math.abs(value) > 1 ? 0 : digits);
  return text.startsWith("-") ? `$-$${text.slice(1)}` : text;
}

function csvCell(value: Value): string | number {
  if (value === undefined) return "";
  if (typeof value === "object") return finiteOrEmpty(value.value);
  return typeof value === "number" ? finiteOrEmpty(value) : value;
}

function partOf(value: Value, part: "sd" | "low" | "high"): string | number {
  return typeof value === "object" ? finiteOrEmpty(value[part]) : "";
}

function finiteOrEmpty(value: number | undefined): string | number {
  return value !== undefined && Number.isFinite(value) ? value : "";
}
