// Tables that several imports share: each import owns a block of rows and replaces only that.
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { type WriteCsvOptions, writeCsvLine } from "@pleura/data";
import { openAtomicWriter } from "../run-folder/atomic-writer.ts";
import { writeError } from "../run-folder/write-atomic.ts";
import { openTable } from "./read-table.ts";

/** Column that names the import which a row belongs to. */
export const IMPORT_COLUMN = "import";

type Cells = Readonly<Record<string, string>>;

/** Rows that wait on disk until their import is complete. */
export interface PendingRows {
  readonly path: string;
  /** Resolves when more may be added. */
  add(cells: Cells): Promise<void>;
  end(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Starts gathering rows in a temporary file of the folder.
 *
 * @throws {CliError} tag `output` from all its functions when the disk refuses
 */
export function gatherRows(folder: string, name: string): PendingRows {
  const path = join(folder, `.${name}.rows.${process.pid}.tmp`);
  const stream = createWriteStream(path);
  const failed = new Promise<never>((_, reject) => {
    stream.once("error", (cause) => reject(writeError(path, cause, "output")));
  });
  // Told by the next add or end.
  failed.catch(() => undefined);
  return {
    path,
    async add(cells) {
      if (!stream.write(`${JSON.stringify(cells)}\n`)) {
        await Promise.race([
          failed,
          new Promise<void>((resolve) => stream.once("drain", () => resolve())),
        ]);
      }
    },
    async end() {
      stream.end();
      await Promise.race([failed, finished(stream)]);
    },
    async discard() {
      stream.destroy();
      await rm(path, { force: true });
    },
  };
}

/** Looks at the rows of a block file; none when there is no file. */
export async function* readBlockFile(
  path: string,
): AsyncGenerator<{ readonly cells: Cells; readonly columns: readonly string[] }> {
  if (!existsSync(path)) return;
  const table = await openTable(path, { encoding: "utf-8" });
  for await (const { cells } of table.rows()) yield { cells, columns: table.columns };
}

/** Which block of which file is written. */
export interface BlockUpdate {
  readonly path: string;
  /** Columns that this import writes; those that the file has besides stay. */
  readonly columns: readonly string[];
  /** Name of the import. */
  readonly owner: string;
  readonly rows: PendingRows;
  readonly options?: WriteCsvOptions;
}

/**
 * Puts an import's rows in the place of its earlier ones, or at the end; all other rows stay as
 * they are. The old file stays until the new one is whole.
 */
export async function writeBlock({
  path,
  columns,
  owner,
  rows,
  options,
}: BlockUpdate): Promise<void> {
  const old = existsSync(path) ? (await openTable(path, { encoding: "utf-8" })).columns : [];
  const all = [...new Set([...(old.length > 0 ? keepOrder(columns, old) : columns)])];
  const writer = openAtomicWriter(path);
  const write = (cells: Cells): void =>
    writer.write(
      writeCsvLine(
        all.map((column) => cells[column]),
        options,
      ),
    );
  try {
    writer.write(writeCsvLine(all, options));
    let isDone = false;
    const writeOwn = async (): Promise<void> => {
      if (isDone) return;
      isDone = true;
      const lines = createInterface({ input: createReadStream(rows.path), crlfDelay: Infinity });
      for await (const line of lines) write(JSON.parse(line) as Cells);
    };
    for await (const { cells } of readBlockFile(path)) {
      if (cells[IMPORT_COLUMN] === owner) await writeOwn();
      else write(cells);
    }
    await writeOwn();
    writer.commit();
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** The old columns in their order, the new ones after them. */
function keepOrder(columns: readonly string[], old: readonly string[]): readonly string[] {
  return [...old, ...columns.filter((column) => !old.includes(column))];
}
