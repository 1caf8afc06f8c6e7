// What the files of films say about themselves, without a pixel being looked at.
import { join } from "node:path";
import { type FileMetadata, type ManifestRow, readImageHeader, sexOf } from "@pleura/data";
import { readImageBytes } from "../node/dataset-folder.ts";
import { decodeBytes } from "../node/decode-file.ts";
import { mapInParallel } from "../node/run-in-parallel.ts";
import type { StopRequest } from "../signals/stop-request.ts";

/**
 * Metadata of every row: the file's header, and view, sex and age where the manifest has them.
 *
 * Neither source nor patient nor any other column is read, since some name the label.
 *
 * @throws {ImageDecodeError | CliError} when a file cannot be read
 */
export async function readMetadata(
  folder: string,
  rows: readonly ManifestRow[],
  stop: StopRequest,
): Promise<FileMetadata[]> {
  const found: FileMetadata[] = [];
  await mapInParallel(rows, 4, async ({ file, view, extra }, index) => {
    if (stop.exitCode !== undefined) return;
    const bytes = await readImageBytes(join(folder, file), file);
    const header = readImageHeader(bytes, { name: file }) ?? (await decodedHeader(bytes, file));
    const sex = sexOf(extra["sex"] ?? "");
    // DICOM writes ages as 058Y.
    const age = Number.parseFloat(extra["age"] ?? "");
    found[index] = { ...header, view, sex, age: Number.isFinite(age) ? age : undefined };
  });
  stop.check();
  return found;
}

async function decodedHeader(
  bytes: Uint8Array,
  file: string,
): Promise<Omit<FileMetadata, "view" | "sex" | "age">> {
  const { width, height, source } = await decodeBytes(bytes, file);
  const { bits, channels, format } = source;
  return { width, height, bits, channels, format };
}
