// Reads and writes CSV tables with named columns.

import { CsvError as CsvSyntaxError, parse } from "#csv-parse";
import { decodeUtf8 } from "./utf8.ts";

/** One row of a table by column name, with the line it begins on in the file (header = 1). */
export type CsvRow = {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
};

/** A table with a header row. */
export type CsvTable = { readonly columns: readonly string[]; readonly rows: readonly CsvRow[] };

/**
 * Why a table was refused: `empty` no header · `encoding` not UTF-8 · `ragged` a row with another
 * number of cells · `quote` quotes that do not close · `columns` a column missing or named twice.
 */
export type CsvTag = "empty" | "encoding" | "ragged" | "quote" | "columns";

/** A CSV file that is refused; `line` is where, when it is one place. */
export class CsvError extends Error {
  override readonly name = "CsvError";
  readonly tag: CsvTag;
  readonly line: number | undefined;

  constructor(tag: CsvTag, message: string, line?: number) {
    super(message);
    this.tag = tag;
    this.line = line;
  }
}

/** What {@link readCsv} takes besides the bytes. */
export type ReadCsvOptions = {
  /** File name, only for error messages. */
  readonly name?: string | undefined;
  /** Columns that must be there. */
  readonly required?: readonly string[] | undefined;
};

/**
 * Reads a CSV file (RFC 4180): comma, double quotes with newlines inside, LF, CRLF or CR, optional
 * BOM; empty lines are skipped, every row must have as many cells as the header.
 *
 * @throws {CsvError}
 */
export function readCsv(input: Uint8Array | string, options: ReadCsvOptions = {}): CsvTable {
  const what = options.name === undefined ? "read csv" : `read csv "${options.name}"`;
  const records = parseRecords(decodeText(input, what), what);
  const [header, ...body] = records;
  if (header === undefined) {
    throw new CsvError(
      "empty",
      `${what}: a table must have a header row, but it is empty. Add one.`,
    );
  }
  const columns = header.record;
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) {
    throw new CsvError(
      "columns",
      `${what}: column names must differ, but "${twice}" stands twice. Rename one.`,
      1,
    );
  }
  const missing = options.required?.find((column) => !columns.includes(column));
  if (missing !== undefined) {
    throw new CsvError(
      "columns",
      `${what}: there must be a column "${missing}", but there are ${columns.join(", ")}. Add it.`,
      1,
    );
  }
  const rows = body.map(({ record, line }) => {
    if (record.length !== columns.length) {
      throw new CsvError(
        "ragged",
        `${what}: line ${line} must have ${columns.length} cells, but it has ${record.length}. Check its commas and quotes.`,
        line,
      );
    }
    // fromEntries defines own properties, so a column named __proto__ is only a name.
    const cells = Object.fromEntries(columns.map((column, i) => [column, record[i] as string]));
    return { line, cells };
  });
  return { columns, rows };
}

/** How a table is written. */
export type WriteCsvOptions = {
  /**
   * Puts `'` before text that a spreadsheet would run (`=`, `+`, `-`, `@`, tab, CR at the start,
   * plain numbers excepted): for tables people open, not for manifests.
   */
  readonly escapeFormulas?: boolean;
};

/**
 * Writes a CSV table with LF line ends; cells with a comma, quote or line break are quoted.
 *
 * @param columns names and order of the columns
 * @param rows cells by column; a missing or undefined cell is empty
 */
export function writeCsv(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, string | number | undefined>>[],
  options: WriteCsvOptions = {},
): string {
  const lines = rows.map((row) =>
    writeCsvLine(
      columns.map((column) => row[column]),
      options,
    ),
  );
  return [writeCsvLine(columns, options), ...lines].join("");
}

/** Writes one row of a CSV table with its line end, as {@link writeCsv} does. */
export function writeCsvLine(
  cells: readonly (string | number | undefined)[],
  options: WriteCsvOptions = {},
): string {
  const cell = (value: string | number | undefined): string => {
    const text = value === undefined ? "" : String(value);
    const isFormula = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text.trim() || "x"));
    const safe = options.escapeFormulas && isFormula ? `'${text}` : text;
    return /[",\r\n]|^\s|\s$|^\ufeff/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  // A lone empty cell would read as an empty line.
  const text = cells.map(cell).join(",");
  return `${text === "" ? '""' : text}\n`;
}

type Numbered = { readonly record: string[]; readonly line: number };

function decodeText(input: Uint8Array | string, what: string): string {
  if (typeof input === "string") return input;
  try {
    return decodeUtf8(input, true);
  } catch {
    throw new CsvError(
      "encoding",
      `${what}: text must be UTF-8, but it is not. Save the table as UTF-8.`,
    );
  }
}

/** Splits text into records; each knows the line it begins on, whatever its cells contain. */
function parseRecords(text: string, what: string): Numbered[] {
  const records: Numbered[] = [];
  let nextLine = 1;
  let emptyLines = 0;
  // The parser counts CRLF inside quotes as two lines, so lines are counted here.
  const beginLine = (info: { readonly empty_lines: number }): number =>
    nextLine + info.empty_lines - emptyLines;
  try {
    parse(text, {
      bom: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (record, info) => {
        const line = beginLine(info);
        records.push({ record, line });
        nextLine = line + 1 + (record.join().match(/\r\n?|\n/g)?.length ?? 0);
        emptyLines = info.empty_lines;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error;
    const line = beginLine(error);
    throw new CsvError(
      "quote",
      `${what}: quotes must open and close a whole cell, but those in the row of line ${line} do not. Double each quote inside a cell.`,
      line,
    );
  }
  return records;
}
