// Reads the masks that the manifest names for a film: where the disease is, such as a phantom's lesion, and the lungs.
import { join } from "node:path";
import { type ManifestRow, prepareImage } from "@pleura/data";
import { requireInside } from "./dataset-folder.ts";
import { decodeFile } from "./decode-file.ts";
import type { Preparation } from "./prepared-images.ts";
import { LUNGS_COLUMN } from "./view-images.ts";

/** Column of the manifest that names a film's mask: an image below the data set folder, white where the disease is. */
export const MASK_COLUMN = "mask";

/**
 * A film's lesion mask `[size, size]` in [0, 1], prepared as its film is; undefined when the manifest names none.
 *
 * @throws {CliError} tag `data` for a mask outside the folder
 * @throws {ImageDecodeError} for one that cannot be read
 */
export function lesionMask(
  folder: string,
  row: ManifestRow,
  preparation: Preparation,
): Promise<Float32Array | undefined> {
  return readMask(folder, row, MASK_COLUMN, preparation);
}

/** A film's lung mask, as {@link lesionMask} of the column of lungs. */
export function lungMask(
  folder: string,
  row: ManifestRow,
  preparation: Preparation,
): Promise<Float32Array | undefined> {
  return readMask(folder, row, LUNGS_COLUMN, preparation);
}

async function readMask(
  folder: string,
  { extra }: ManifestRow,
  column: string,
  preparation: Preparation,
): Promise<Float32Array | undefined> {
  const file = (extra[column] ?? "").trim();
  if (file === "") return undefined;
  requireInside(file, join(folder, "manifest.csv"));
  return prepareImage(await decodeFile(join(folder, file), file), preparation).data;
}
