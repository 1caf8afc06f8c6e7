// Reads a source's CSV row by row from disk, however large it is.
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { TextDecoder } from "node:util";
import { CsvError as CsvSyntaxError, parse } from "csv-parse";
import { CliError } from "../cli-error.ts";
import { countNoun } from "../count-noun.ts";

/** One row, by column. */
export interface TableRow {
  /** Line that the row begins on; the header is 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  /** Why the cells cannot be trusted: there are fewer or more than the header has. */
  readonly fault?: string;
}

/** A table whose rows are read as they are asked for. */
export interface Table {
  readonly columns: readonly string[];
  rows(): AsyncIterable<TableRow>;
}

/** Text encodings that a table may have. */
export const ENCODINGS = ["utf-8", "windows-1252"] as const;

/** One of {@link ENCODINGS}. */
export type Encoding = (typeof ENCODINGS)[number];

/** How a table is read. */
export interface TableOptions {
  readonly encoding: Encoding;
  /** Writes a column's name as the source's rules look for it. */
  columnName?(name: string): string;
}

/** Longest row: notes have a few kB, and a quote that never closes must not swallow the file. */
const MOST_ROW_CHARACTERS = 1 << 20;

/**
 * Opens a CSV file (comma, double quotes with line breaks inside, LF, CRLF or CR, optional BOM).
 * Empty lines are skipped; empty cells beyond the header are allowed, as after a trailing comma.
 *
 * @throws {CliError} tag `data` for a file that is unreadable, empty, of another encoding, or with
 * quotes that do not close
 */
export async function openTable(path: string, options: TableOptions): Promise<Table> {
  for await (const { record } of readRecords(path, options)) {
    const columns = record.map(options.columnName ?? ((name) => name.trim()));
    const named = columns.filter((name) => name !== "");
    const twice = named.find((name, i) => named.indexOf(name) !== i);
    if (twice !== undefined) {
      throw tableError(path, "column names must differ", `"${twice}" stands twice`, "Rename one.");
    }
    return { columns: named, rows: () => readRows(path, options, columns) };
  }
  throw tableError(path, "a table must have a header row", "it is empty", "Download it again.");
}

async function* readRows(
  path: string,
  options: TableOptions,
  columns: readonly string[],
): AsyncGenerator<TableRow> {
  // Cells under an empty column name are those of a trailing comma.
  const named = columns.flatMap((name, index) => (name === "" ? [] : [{ name, index }]));
  const least = Math.max(...named.map(({ index }) => index)) + 1;
  let isHeader = true;
  for await (const { record, line } of readRecords(path, options)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const cells = Object.fromEntries(named.map(({ name, index }) => [name, record[index] ?? ""]));
    const isTooLong = record.slice(columns.length).some((cell) => cell.trim() !== "");
    const isRagged = record.length < least || isTooLong;
    const fault = `the row has ${countNoun(record.length, "cell")}, the header ${columns.length}`;
    yield isRagged ? { line, cells, fault } : { line, cells };
  }
}

interface Numbered {
  readonly record: readonly string[];
  readonly line: number;
}

async function* readRecords(path: string, { encoding }: TableOptions): AsyncGenerator<Numbered> {
  const parser = parse({
    bom: true,
    info: true,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    // Notes typed by hand hold single quotation marks: these are text, as other readers see them.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MOST_ROW_CHARACTERS,
  });
  const text = decoded(path, encoding, parser);
  let nextLine = 1;
  let emptyLines = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      // The parser counts CRLF inside quotes as two lines, so lines are counted here.
      const line = nextLine + info.empty_lines - emptyLines;
      nextLine = line + 1 + (record.join().match(/\r\n?|\n/g)?.length ?? 0);
      emptyLines = info.empty_lines;
      yield { record, line };
    }
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error;
    throw tableError(
      path,
      "quotes must open and close a whole cell",
      `those in the row of line ${nextLine} do not`,
      "Double each quote inside a cell.",
    );
  } finally {
    text.stop();
  }
}

interface ParsedRecord {
  readonly record: string[];
  readonly info: { readonly empty_lines: number };
}

/** Feeds the parser with the file's text; `stop` closes the file. */
function decoded(
  path: string,
  encoding: Encoding,
  parser: ReturnType<typeof parse>,
): { stop(): void } {
  const file = createReadStream(path);
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const push = async (): Promise<void> => {
    for await (const chunk of file) {
      if (!parser.write(decode(decoder, chunk as Buffer, path, encoding))) {
        await new Promise((resolve) => parser.once("drain", resolve));
      }
    }
    parser.end(decode(decoder, new Uint8Array(0), path, encoding));
  };
  push().catch((cause: NodeJS.ErrnoException) => {
    const isOwn = cause instanceof CliError || cause.code === undefined;
    const given = `reading it gave ${cause.code}`;
    parser.destroy(
      isOwn
        ? cause
        : tableError(path, "the file must be readable", given, "Check the path.", cause),
    );
  });
  return { stop: () => file.destroy() };
}

/** Decodes a piece; an empty one ends the text, so that a cut character is found. */
function decode(decoder: TextDecoder, bytes: Uint8Array, path: string, encoding: Encoding): string {
  try {
    return decoder.decode(bytes, { stream: bytes.length > 0 });
  } catch (cause) {
    const advice = "Save it as UTF-8, or give --set encoding=windows-1252 if it is that.";
    throw tableError(path, `text must be ${encoding}`, "it is not", advice, cause);
  }
}

function tableError(
  path: string,
  must: string,
  given: string,
  advice: string,
  cause?: unknown,
): CliError {
  return new CliError(
    "data",
    `read table "${basename(path)}": ${must}, but ${given}. ${advice}`,
    cause,
  );
}
