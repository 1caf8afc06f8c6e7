// Reads a data set folder: its manifest, and the bytes of its images.
import { existsSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join, normalize, sep } from "node:path";
import { type ManifestRow, readCsv, requireManifest } from "@pleura/data";
import { CliError } from "../cli-error.ts";

/** A data set folder that was opened. */
export interface DatasetFolder {
  readonly path: string;
  readonly manifestPath: string;
  readonly rows: readonly ManifestRow[];
  /** Columns of the manifest in the file's order. */
  readonly columns: readonly string[];
}

/**
 * Opens a data set folder.
 *
 * @param manifest path of another manifest for the same images, such as a frozen split
 * @throws {CliError} tag `data` for a missing folder, a missing or empty manifest
 * @throws {CsvError | DatasetError} for a damaged one
 */
export function openDataset(path: string, manifest?: string): DatasetFolder {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isDirectory()) {
    const given = stats === undefined ? "it does not exist" : "it is a file";
    throw new CliError(
      "data",
      `data set "${path}": it must be a folder, but ${given}. Check the path, or make one with pleura data synth.`,
    );
  }
  const manifestPath = manifest ?? join(path, "manifest.csv");
  if (!existsSync(manifestPath)) {
    throw new CliError(
      "data",
      `data set "${path}": it must have a manifest, but "${manifestPath}" does not exist. Write one with the columns file,source,patient,label,view,split,license.`,
    );
  }
  const table = readCsv(readBytes(manifestPath), {
    name: manifestPath,
    required: ["file"],
  });
  const cells = table.rows.map((row) => row.cells);
  const lines = table.rows.map(({ line }) => line);
  const rows = requireManifest(cells, `manifest "${manifestPath}"`, lines);
  if (rows.length === 0) {
    throw new CliError(
      "data",
      `data set "${path}": the manifest must list at least one image, but it is empty. Add rows to "${manifestPath}".`,
    );
  }
  for (const { file } of rows) requireInside(file, manifestPath);
  return { path, manifestPath, rows, columns: table.columns };
}

/**
 * The bytes of one image.
 *
 * @throws {CliError} tag `data` when the file cannot be read
 */
export async function readImageBytes(path: string, name = path): Promise<Uint8Array> {
  try {
    // A FIFO or a device would never end.
    if (!statSync(path).isFile()) {
      throw new CliError(
        "data",
        `read image "${name}": it must be a file, but it is a folder or a device. Give an image file.`,
      );
    }
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const given = code === "ENOENT" ? "it does not exist" : `reading it gave ${code}`;
    throw new CliError(
      "data",
      `read image "${name}": the file must be readable, but ${given}. Check the path.`,
      cause,
    );
  }
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CliError(
      "data",
      `read "${path}": the file must be readable, but reading it gave ${code}. Check the path.`,
      cause,
    );
  }
}

/**
 * A manifest names files below its own folder: a data set from elsewhere must not read others.
 *
 * @throws {CliError} tag `data` for a file outside
 */
export function requireInside(file: string, manifestPath: string): void {
  const clean = normalize(file);
  const isOutside = isAbsolute(clean) || clean === ".." || clean.startsWith(`..${sep}`);
  if (!isOutside) return;
  throw new CliError(
    "data",
    `manifest "${manifestPath}": every file must lie below the data set folder, but "${file}" does not. Copy it there.`,
  );
}
