// The prepared images of a data set: decoded once, kept as grey levels on disk or in memory, read as they are asked for.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Fit, type ManifestRow, valuesOfLevels } from "@pleura/data";
import { CliError } from "../cli-error.ts";
import { countNoun } from "../count-noun.ts";
import { type ImageWorkers, thisThread } from "../image-workers/image-workers.ts";
import { stampOf } from "../prepared-cache/file-stamp.ts";
import { type HashText, hashText } from "../prepared-cache/pair-file.ts";
import { openPreparedCache } from "../prepared-cache/prepared-cache.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { readImageBytes } from "./dataset-folder.ts";
import { refusalOf } from "./decode-file.ts";
import { mapInParallel } from "./run-in-parallel.ts";

/** Images as the model sees them. */
export interface PreparedImages {
  readonly rows: readonly ManifestRow[];
  /** Values `[size, size]` in [0, 1] of a row; a new array, the caller's own. */
  image(index: number): Promise<Float32Array>;
  /** Several images, one after the other. */
  batch(indices: ArrayLike<number>): Promise<Float32Array>;
  /** Where the images came from so far. */
  readonly origin: ImageOrigin;
  /** Closes the files of the cache. */
  close(): void;
}

/** How many images were found prepared, and how often one was decoded. */
export interface ImageOrigin {
  readonly cached: number;
  readonly decoded: number;
  /** Bytes of the cache of this preparation; absent without one. */
  readonly cacheBytes?: number | undefined;
}

/** Where the images came from, in words. */
export function originWords({ cached, decoded, cacheBytes }: ImageOrigin): string {
  const from = `${countNoun(decoded, "image")} decoded`;
  if (cacheBytes === undefined) return `${from}, without a cache`;
  return `${from}, ${cached} prepared before; the cache has ${(cacheBytes / 2 ** 20).toFixed(1)} MiB of this size`;
}

/** How images are prepared. */
export interface Preparation {
  readonly size: number;
  readonly fit: Fit;
}

/** What reading the images takes besides. */
export interface PrepareImagesOptions {
  /** Folder of the cache on disk; none without. */
  readonly cache?: string | undefined;
  /** Where films are decoded when there are more than a few; in this thread when absent. */
  readonly workers?: ImageWorkers;
  /** Tells people in one line what the cache cannot do. */
  readonly say?: (line: string) => void;
  readonly onImage?: (done: number) => void;
  readonly stop?: StopRequest;
  /** The clock, ms; tests replace it. */
  readonly now?: () => number;
}

/** Most bytes of prepared images kept in memory when no disk keeps them: a quarter of a small machine's. */
const MEMORY_BYTES = 2 ** 31;

/** Least files in hand at once; each may hold a film of 60 MB. */
const FILES_AT_ONCE = 4;

/** Films that are decoded in this thread first: starting others takes as long as decoding some ten. */
const FEW = 12;

/**
 * Looks at every row's image, so that an unreadable file is found before any training; decodes those
 * that no earlier command has.
 *
 * @throws {CliError} tag `data` naming the first unreadable file and how many there are
 */
export async function prepareImages(
  folder: string,
  rows: readonly ManifestRow[],
  { size, fit }: Preparation,
  options: PrepareImagesOptions = {},
): Promise<PreparedImages> {
  const plane = size * size;
  const { cache: root, workers = thisThread, say = () => undefined, now = Date.now } = options;
  const cache =
    root === undefined ? undefined : openPreparedCache(root, { size, fit }, rows.length, say);
  const contents: HashText[] = [];
  const inMemory = new Map<HashText, Uint8Array>();
  let cached = 0;
  let decoded = 0;

  const readContent = async ({ file }: ManifestRow, index: number): Promise<Uint8Array> => {
    const bytes = await readImageBytes(join(folder, file), file);
    const content = hashText(createHash("sha256").update(bytes).digest());
    requireSame(contents[index], content, file);
    contents[index] = content;
    // A file's bytes are moved to another thread, which a part of a larger buffer cannot be.
    return bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
  };
  const decode = async (bytes: Uint8Array, index: number): Promise<Uint8Array> => {
    const { file } = rows[index] as ManifestRow;
    decoded += 1;
    const where = decoded <= FEW ? thisThread : workers;
    const { levels } = await where.run("prepare", { bytes, name: file, size, fit }, true);
    const content = contents[index] as HashText;
    const isKept = cache?.write(content, levels) ?? false;
    if (!isKept && (inMemory.size + 1) * plane <= MEMORY_BYTES) inMemory.set(content, levels);
    return levels;
  };
  const look = async (row: ManifestRow, index: number): Promise<void> => {
    // Before the bytes: what changes in between has another stamp afterwards.
    const stamp = cache === undefined ? undefined : await stampOf(join(folder, row.file), now());
    const known = stamp && cache?.contentOf(stamp.hash);
    if (known !== undefined && cache?.has(known)) {
      contents[index] = known;
      cached += 1;
      return;
    }
    const bytes = await readContent(row, index);
    const content = contents[index] as HashText;
    if (cache?.has(content) || inMemory.has(content)) cached += 1;
    else await decode(bytes, index);
    if (stamp?.isSettled) cache?.remember(stamp.hash, content);
  };
  const levelsOf = async (index: number): Promise<Uint8Array> => {
    const content = contents[index] as HashText;
    const kept = inMemory.get(content) ?? (await cache?.read(content));
    if (kept !== undefined) return kept;
    return decode(await readContent(rows[index] as ManifestRow, index), index);
  };
  try {
    await lookAtAll(rows, look, options);
  } catch (error) {
    cache?.close();
    throw error;
  }
  return {
    rows,
    image: async (index) => valuesOfLevels(await levelsOf(index)),
    async batch(indices) {
      const values = new Float32Array(indices.length * plane);
      for (let place = 0; place < indices.length; place += 1) {
        const into = values.subarray(place * plane, (place + 1) * plane);
        valuesOfLevels(await levelsOf(indices[place] as number), into);
      }
      return values;
    },
    get origin() {
      return { cached, decoded, cacheBytes: cache?.bytes };
    },
    close: () => cache?.close(),
  };
}

/** Looks at every row, a few at once. */
async function lookAtAll(
  rows: readonly ManifestRow[],
  look: (row: ManifestRow, index: number) => Promise<void>,
  { onImage, stop, workers }: PrepareImagesOptions,
): Promise<void> {
  const atOnce = Math.max(FILES_AT_ONCE, 2 * (workers?.most ?? 0));
  const problems = new Map<number, string>();
  let done = 0;
  await mapInParallel(rows, atOnce, async (row, index) => {
    if (stop?.exitCode !== undefined) return;
    try {
      await look(row, index);
    } catch (error) {
      problems.set(index, refusalOf(error).message);
    }
    done += 1;
    onImage?.(done);
  });
  if (problems.size === 0) return;
  // The first in the manifest, whichever was found first.
  const first = problems.get(Math.min(...problems.keys()));
  const more = problems.size > 1 ? ` (${problems.size} files; pleura data check lists all)` : "";
  throw new CliError("data", `${first}${more}`);
}

/** @throws {CliError} tag `data` when a file is not what it was when the command began */
function requireSame(before: HashText | undefined, now: HashText, file: string): void {
  if (before === undefined || before === now) return;
  throw new CliError(
    "data",
    `read image "${file}": the file must stay as it was when the command began, but its content has changed. Start the command again.`,
  );
}
