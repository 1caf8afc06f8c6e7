// Reads every film of a data set once and keeps what the checks need of it.
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  type FilmStatistics,
  filmFeatures,
  filmStatistics,
  type GreyImage,
  type ImageSource,
  layoutOf,
  type ManifestRow,
} from "@pleura/data";
import { type DatasetFolder, readImageBytes } from "../node/dataset-folder.ts";
import { decodeBytes, refusalOf } from "../node/decode-file.ts";
import { mapInParallel } from "../node/run-in-parallel.ts";
import type { CopySearch } from "./find-copies.ts";

/** What is kept of a film that could be read. */
export interface CheckedFilm {
  readonly row: ManifestRow;
  readonly bytesHash: string;
  readonly pixelHash: string;
  readonly statistics: FilmStatistics;
  readonly source: ImageSource;
  readonly layout: Uint8Array;
}

/** A file that could not be read. */
export interface Unreadable {
  readonly file: string;
  readonly reason: string;
  readonly message: string;
}

/** Films in memory at once: enough to keep the decoders busy, and in the manifest's order again. */
const CHUNK = 32;

/**
 * Reads all films in the manifest's order.
 *
 * @param search is given the features of each film whose pixels were not seen before; absent when
 * nobody looks for near duplicates
 */
export async function readFilms(
  { path, rows }: DatasetFolder,
  search: CopySearch | undefined,
  onImage: (done: number) => void,
): Promise<{ readonly films: CheckedFilm[]; readonly unreadable: Unreadable[] }> {
  const films: CheckedFilm[] = [];
  const unreadable: Unreadable[] = [];
  const seen = new Set<string>();
  let done = 0;
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK);
    const read = await mapInParallel(chunk, 4, async (row) => {
      try {
        const bytes = await readImageBytes(join(path, row.file), row.file);
        const image = await decodeBytes(bytes, row.file);
        const features = search === undefined ? undefined : filmFeatures(image);
        return { film: filmOf(row, bytes, image), features };
      } catch (error) {
        unreadable.push({ file: row.file, ...refusalOf(error) });
        return undefined;
      } finally {
        done += 1;
        onImage(done);
      }
    });
    // In the manifest's order, whichever file was read first: the pairs do not depend on the machine.
    for (const one of read) {
      if (one === undefined) continue;
      films.push(one.film);
      const { pixelHash, row } = one.film;
      if (one.features !== undefined && !seen.has(pixelHash)) search?.add(row.file, one.features);
      seen.add(pixelHash);
    }
  }
  unreadable.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { films, unreadable };
}

function filmOf(row: ManifestRow, bytes: Uint8Array, image: GreyImage): CheckedFilm {
  return {
    row,
    bytesHash: sha256(bytes),
    pixelHash: hashPixels(image),
    statistics: filmStatistics(image),
    source: image.source,
    layout: layoutOf(image),
  };
}

/** Equal for equal pictures, whatever format holds them; 8- and 16-bit values differ. */
function hashPixels({ width, height, maxValue, data }: GreyImage): string {
  const head = Buffer.from(`${width}×${height}×${maxValue}\n`);
  return sha256(head, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
