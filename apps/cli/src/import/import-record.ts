// import.json: what was imported into a data set, from where and with which settings.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";

/** Imports by their names. */
export interface ImportRecord {
  readonly imports: Readonly<Record<string, { readonly source?: string; readonly root?: string }>>;
}

/**
 * Reads the record of a data set; it is empty where there is none.
 *
 * @throws {CliError} tag `data` when the file is something else
 */
export function readImportRecord(out: string): ImportRecord {
  const path = join(out, "import.json");
  if (!existsSync(path)) return { imports: {} };
  try {
    const { imports } = JSON.parse(readFileSync(path, "utf8")) as Partial<ImportRecord>;
    if (typeof imports === "object" && imports !== null) return { imports };
  } catch {
    // Told below, like a file of other content.
  }
  throw new CliError(
    "data",
    `import: "${path}" must be what an import wrote, but it is not. Delete it, or give another --out.`,
  );
}
