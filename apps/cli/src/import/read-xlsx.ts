// Reads the first sheet of an Excel file as rows of text by column.
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { unzipSync } from "fflate";
import { readSheet } from "read-excel-file/universal";
import { CliError } from "../cli-error.ts";

/** The largest table of the Radiography Database has 10,192 rows and 0.4 MB. */
const MOST_FILE_BYTES = 16 << 20;
/** Of all parts unpacked: a sheet of 100,000 such rows has about 40 MB. */
const MOST_UNPACKED_BYTES = 128 << 20;
const MOST_PARTS = 1000;

/**
 * Reads a table whose first row names its columns.
 *
 * @param columnName writes a column's name as the source's rules look for it
 * @throws {CliError} tag `data` for a file that is no Excel file or unpacks to too much
 */
export async function readXlsx(
  path: string,
  columnName: (name: string) => string,
): Promise<{
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}> {
  const { size } = await stat(path);
  if (size > MOST_FILE_BYTES) {
    throw xlsxError(path, `at most ${MOST_FILE_BYTES} bytes`, `it has ${size}`);
  }
  const bytes = await readFile(path);
  refuseBomb(path, bytes);
  let sheet: readonly (readonly unknown[])[];
  try {
    sheet = await readSheet(new Blob([bytes]));
  } catch (cause) {
    throw xlsxError(
      path,
      "be an Excel file (.xlsx)",
      `reading it says "${(cause as Error).message}"`,
      cause,
    );
  }
  const [header = [], ...body] = sheet;
  const columns = header.map((cell) => columnName(textOf(cell)));
  const rows = body.map((cells) =>
    Object.fromEntries(columns.map((column, i) => [column, textOf(cells[i])])),
  );
  return { columns, rows };
}

/** Looks at the sizes that the archive declares; its reader never writes more than these. */
function refuseBomb(path: string, bytes: Uint8Array): void {
  let total = 0;
  let parts = 0;
  try {
    unzipSync(bytes, {
      filter: ({ originalSize }) => {
        total += originalSize;
        parts += 1;
        return false;
      },
    });
  } catch (cause) {
    throw xlsxError(path, "be an Excel file (.xlsx)", "it is no archive", cause);
  }
  if (total > MOST_UNPACKED_BYTES) {
    throw xlsxError(
      path,
      `unpack to at most ${MOST_UNPACKED_BYTES} bytes`,
      `it unpacks to ${total}`,
    );
  }
  if (parts > MOST_PARTS)
    throw xlsxError(path, `have at most ${MOST_PARTS} parts`, `it has ${parts}`);
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return cell instanceof Date ? cell.toISOString() : String(cell).trim();
}

function xlsxError(path: string, must: string, given: string, cause?: unknown): CliError {
  return new CliError(
    "data",
    `read table "${basename(path)}": it must ${must}, but ${given}. Download it again.`,
    cause,
  );
}
