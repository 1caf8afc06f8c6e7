// Looks at every image of a data set: can it be read, is it there twice, does a patient leak.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { findLeaks, type GreyImage, type PatientLeak } from "@pleura/data";
import { type DatasetFolder, readImageBytes } from "./dataset-folder.ts";
import { decodeBytes, refusalOf } from "./decode-file.ts";
import { mapInParallel } from "./run-in-parallel.ts";

/** Files with equal bytes, or with equal pixels in different files. */
export interface Duplicate {
  readonly kind: "bytes" | "pixels";
  readonly files: readonly string[];
}

/** What was found. */
export interface DatasetReport {
  readonly images: number;
  readonly readable: number;
  readonly unreadable: readonly { file: string; reason: string; message: string }[];
  readonly duplicates: readonly Duplicate[];
  readonly leaks: readonly PatientLeak[];
  /** [width, height] of the images with least and most pixels. */
  readonly smallest: readonly number[];
  readonly largest: readonly number[];
  readonly ok: boolean;
}

interface Seen {
  readonly file: string;
  readonly size: readonly [number, number];
  readonly bytesHash: string;
  readonly pixelHash: string;
}

/** Checks a data set folder. */
export async function checkDataset(
  { path, rows }: DatasetFolder,
  onImage: (done: number) => void,
): Promise<DatasetReport> {
  const unreadable: { file: string; reason: string; message: string }[] = [];
  let done = 0;
  const found = await mapInParallel(rows, 4, async ({ file }): Promise<Seen | undefined> => {
    try {
      const bytes = await readImageBytes(join(path, file), file);
      const image = await decodeBytes(bytes, file);
      const size = [image.width, image.height] as const;
      return { file, size, bytesHash: sha256(bytes), pixelHash: hashPixels(image) };
    } catch (error) {
      unreadable.push({ file, ...refusalOf(error) });
      return undefined;
    } finally {
      done += 1;
      onImage(done);
    }
  });
  const seen = found.filter((one) => one !== undefined);
  const bySize = [...seen].sort((a, b) => a.size[0] * a.size[1] - b.size[0] * b.size[1]);
  const duplicates = findDuplicates(seen);
  const leaks = findLeaks(rows);
  unreadable.sort((a, b) => (a.file < b.file ? -1 : 1));
  return {
    images: rows.length,
    readable: seen.length,
    unreadable,
    duplicates,
    leaks,
    smallest: bySize[0]?.size ?? [],
    largest: bySize.at(-1)?.size ?? [],
    ok: unreadable.length === 0 && duplicates.length === 0 && leaks.length === 0,
  };
}

function findDuplicates(seen: readonly Seen[]): Duplicate[] {
  const byPixels = new Map<string, Seen[]>();
  for (const one of seen) {
    const group = byPixels.get(one.pixelHash);
    if (group === undefined) byPixels.set(one.pixelHash, [one]);
    else group.push(one);
  }
  return [...byPixels.values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const isSameBytes = new Set(group.map(({ bytesHash }) => bytesHash)).size === 1;
      return { kind: isSameBytes ? "bytes" : "pixels", files: group.map(({ file }) => file) };
    });
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
