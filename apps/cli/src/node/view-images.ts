// Shows a view of prepared films, such as the border alone, with the lung masks that the manifest names.
import { join } from "node:path";
import {
  type InputViewName,
  type ManifestRow,
  needsLungMask,
  prepareImage,
  viewImage,
} from "@pleura/data";
import { CliError } from "../cli-error.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { decodeFile } from "./decode-file.ts";
import type { Preparation, PreparedImages } from "./prepared-images.ts";
import { mapInParallel } from "./run-in-parallel.ts";

/** Column of the manifest that names a film's lung mask: an image below the data set folder, white in the lungs. */
export const LUNGS_COLUMN = "lungs";

/**
 * The view that a run takes: `lungs-out` becomes the central box of `centre-out` unless every film has a mask.
 *
 * Some films with masks and others with a box would tell the class by the mask's presence: masks come from some
 * sources only.
 */
export function resolveView(view: InputViewName, rows: readonly ManifestRow[]): InputViewName {
  return view === "lungs-out" && !rows.every(hasMask) ? "centre-out" : view;
}

/**
 * The films as a view shows them.
 *
 * @throws {CliError} tag `data` when a film has no mask that the view needs, or a mask cannot be read
 */
export async function viewImages(
  folder: string,
  images: PreparedImages,
  view: InputViewName,
  preparation: Preparation,
  stop?: StopRequest,
): Promise<PreparedImages> {
  if (view === "whole") return images;
  const { size } = preparation;
  const masks = needsLungMask(view) ? await readMasks(folder, images.rows, preparation, stop) : [];
  const image = async (index: number): Promise<Float32Array> =>
    viewImage(view, await images.image(index), { height: size, width: size }, masks[index]);
  return {
    rows: images.rows,
    image,
    async batch(indices) {
      const values = new Float32Array(indices.length * size * size);
      for (let place = 0; place < indices.length; place += 1) {
        values.set(await image(indices[place] as number), place * size * size);
      }
      return values;
    },
    get origin() {
      return images.origin;
    },
    close: () => images.close(),
  };
}

function hasMask({ extra }: ManifestRow): boolean {
  return (extra[LUNGS_COLUMN] ?? "").trim() !== "";
}

/** Masks as bytes of 0 and 1, prepared as their films are. */
async function readMasks(
  folder: string,
  rows: readonly ManifestRow[],
  preparation: Preparation,
  stop?: StopRequest,
): Promise<Uint8Array[]> {
  const missing = rows.find((row) => !hasMask(row));
  if (missing !== undefined) {
    throw new CliError(
      "data",
      `views of the lungs: every film must have a mask in the column "${LUNGS_COLUMN}", but "${missing.file}" has none. Add it, or choose the view centre-out.`,
    );
  }
  const masks: Uint8Array[] = [];
  await mapInParallel(rows, 4, async ({ extra }, index) => {
    if (stop?.exitCode !== undefined) return;
    const file = (extra[LUNGS_COLUMN] ?? "").trim();
    const { data } = prepareImage(await decodeFile(join(folder, file), file), preparation);
    masks[index] = Uint8Array.from(data, (value) => (value >= 0.5 ? 1 : 0));
  });
  return masks;
}
