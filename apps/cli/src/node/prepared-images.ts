// The prepared images of a data set: decoded once and kept, or decoded again when they are too many.
import { join } from "node:path";
import { type Fit, type ManifestRow, prepareImage } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { decodeFile, refusalOf } from "./decode-file.ts";
import { mapInParallel } from "./run-in-parallel.ts";

/** Images as the model sees them. */
export interface PreparedImages {
  readonly rows: readonly ManifestRow[];
  /** Values `[size, size]` in [0, 1] of a row; not to be changed. */
  image(index: number): Promise<Float32Array>;
  /** Several images, one after the other. */
  batch(indices: ArrayLike<number>): Promise<Float32Array>;
}

/** How images are prepared. */
export interface Preparation {
  readonly size: number;
  readonly fit: Fit;
}

/** Most bytes of prepared images kept in memory: a quarter of a small machine's. */
const CACHE_BYTES = 2 ** 31;

/**
 * Reads every row's image, so that an unreadable file is found before any training.
 *
 * @throws {CliError} tag `data` naming the first unreadable file and how many there are
 */
export async function prepareImages(
  folder: string,
  rows: readonly ManifestRow[],
  { size, fit }: Preparation,
  options: { readonly onImage?: (done: number) => void; readonly stop?: StopRequest } = {},
): Promise<PreparedImages> {
  const plane = size * size;
  const isCached = rows.length * plane * 4 <= CACHE_BYTES;
  const read = async (row: ManifestRow): Promise<Float32Array> =>
    prepareImage(await decodeFile(join(folder, row.file), row.file), { size, fit }).data;
  const cache: Float32Array[] = [];
  const problems: string[] = [];
  let done = 0;
  await mapInParallel(rows, 4, async (row, index) => {
    if (options.stop?.exitCode !== undefined) return;
    try {
      const values = await read(row);
      if (isCached) cache[index] = values;
    } catch (error) {
      problems.push(refusalOf(error).message);
    }
    done += 1;
    options.onImage?.(done);
  });
  if (problems.length > 0) {
    const more =
      problems.length > 1 ? ` (${problems.length} files; pleura data check lists all)` : "";
    throw new CliError("data", `${problems[0]}${more}`);
  }
  const image = async (index: number): Promise<Float32Array> =>
    cache[index] ?? (await read(rows[index] as ManifestRow));
  return {
    rows,
    image,
    async batch(indices) {
      const values = new Float32Array(indices.length * plane);
      for (let place = 0; place < indices.length; place += 1) {
        values.set(await image(indices[place] as number), place * plane);
      }
      return values;
    },
  };
}
