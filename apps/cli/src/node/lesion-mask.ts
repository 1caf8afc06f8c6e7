// Reads the mask that the manifest names for a film: where the disease is, such as a phantom's lesion.
import { join } from "node:path";
import { type ManifestRow, prepareImage } from "@pleura/data";
import { requireInside } from "./dataset-folder.ts";
import { decodeFile } from "./decode-file.ts";
import type { Preparation } from "./prepared-images.ts";

/** Column of the manifest that names a film's mask: an image below the data set folder, white where the disease is. */
export const MASK_COLUMN = "mask";

/**
 * A film's mask `[size, size]` in [0, 1], prepared as its film is; undefined when the manifest names none.
 *
 * @throws {CliError} tag `data` for a mask outside the folder
 * @throws {ImageDecodeError} for one that cannot be read
 */
export async function lesionMask(
  folder: string,
  { extra }: ManifestRow,
  preparation: Preparation,
): Promise<Float32Array | undefined> {
  const file = (extra[MASK_COLUMN] ?? "").trim();
  if (file === "") return undefined;
  requireInside(file, join(folder, "manifest.csv"));
  return prepareImage(await decodeFile(join(folder, file), file), preparation).data;
}
