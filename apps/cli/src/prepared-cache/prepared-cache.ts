// The cache of prepared images on disk: grey levels by the content of the file they came from.
import { randomBytes } from "node:crypto";
import { readdirSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { type Fit, PREPARE_RULES } from "@pleura/data";
import { rasterDecoderVersion } from "../node/raster-decoder.ts";
import { makeFolders } from "../run-folder/make-folders.ts";
import { cacheFolder } from "../tuning/cache-folder.ts";
import { createPairFile, type HashText, type PairWriter, readPairs } from "./pair-file.ts";
import {
  checksumOf,
  createShard,
  openShard,
  type Shard,
  type ShardEntry,
  type ShardWriter,
  shardEnds,
} from "./shard.ts";

/** Name of the setting that asks for no cache. */
const none = "none";

/** The folder of prepared images that a `cache` setting means; undefined for none. */
export function preparedCacheFolder(setting: string | undefined): string | undefined {
  return setting === none ? undefined : (setting ?? join(cacheFolder(), "prepared"));
}

/** How the images of a cache are prepared. */
export interface CachedPreparation {
  readonly size: number;
  readonly fit: Fit;
}

/** An open cache. Nothing about it is an error: what it cannot do is told once and done without. */
export interface PreparedCache {
  /** Where the images of this preparation are. */
  readonly folder: string;
  /** Bytes of images, of all processes. */
  readonly bytes: number;
  /** The content that a file with this stamp had. */
  contentOf(stamp: HashText): HashText | undefined;
  /** True when an image of this content is there; its bytes are looked at only when they are read. */
  has(content: HashText): boolean;
  /** Levels `[size, size]`; undefined when they are not there or not as they were written. */
  read(content: HashText): Promise<Uint8Array | undefined>;
  /** Keeps an image; false when it cannot. */
  write(content: HashText, levels: Uint8Array): boolean;
  /** Keeps what a file with this stamp holds. */
  remember(stamp: HashText, content: HashText): void;
  close(): void;
}

/** End of the names of files that say what content a stamp had. */
const stampsEnd = ".stamps";

/**
 * Opens the cache of one preparation.
 *
 * Each process writes files of its own, so that two at once are in nobody's way; each image has a
 * checksum, so that a process killed while writing, or a bad disk, costs time and never a wrong image.
 *
 * @param most images that may be added; when they would take more than half of the free disk, none is
 * @param say tells in one line what does not work
 */
export function openPreparedCache(
  root: string,
  { size, fit }: CachedPreparation,
  most: number,
  say: (line: string) => void,
): PreparedCache {
  const preparation = `${size}-${fit}-rules${PREPARE_RULES}-${rasterDecoderVersion}`;
  const folder = join(root, preparation);
  const plane = size * size;
  const stamps = new Map<HashText, HashText>();
  const shards: Shard[] = [];
  const places = new Map<HashText, { shard: Shard; entry: ShardEntry }>();
  const add = (shard: Shard, content: HashText, entry: ShardEntry): void => {
    places.set(content, { shard, entry });
  };
  let writer: { shard: ShardWriter; stamps: PairWriter } | undefined;
  let isReadOnly = false;
  const giveUp = (reason: string): void => {
    if (!isReadOnly)
      say(`cache "${root}": ${reason}. The images are decoded, and not kept on disk.`);
    isReadOnly = true;
  };

  for (const name of namesIn(folder, shardEnds.index)) {
    try {
      const shard = openShard(join(folder, name), plane);
      shards.push(shard);
      for (const [content, entry] of shard.entries) add(shard, content, entry);
    } catch {
      // Half a shard of a process that has just begun or was killed at once: what it holds is made anew.
    }
  }
  for (const name of namesIn(folder, stampsEnd)) {
    try {
      for (const [stamp, content] of readPairs(join(folder, `${name}${stampsEnd}`))) {
        stamps.set(stamp, content);
      }
    } catch {
      // The files are hashed anew.
    }
  }

  const begin = (): NonNullable<typeof writer> => {
    makeFolders(folder);
    requireRoom(folder, most * plane);
    // Names sort by time, so that an image made anew comes after the damaged one.
    const stem = `${new Date().toISOString().replace(/\D/g, "")}-${randomBytes(6).toString("hex")}`;
    const shard = createShard(join(folder, stem), plane);
    shards.push(shard);
    return { shard, stamps: createPairFile(join(folder, `${stem}${stampsEnd}`)) };
  };
  /** Writes with the files of this process, which are made for the first image. */
  const writing = (work: (to: NonNullable<typeof writer>) => void): boolean => {
    if (isReadOnly) return false;
    try {
      writer ??= begin();
      work(writer);
      return true;
    } catch (error) {
      giveUp(reasonOf(error));
      return false;
    }
  };
  return {
    folder,
    get bytes() {
      return shards.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    contentOf: (stamp) => stamps.get(stamp),
    has: (content) => places.has(content),
    async read(content) {
      const found = places.get(content);
      if (found === undefined) return undefined;
      // What cannot be read is made anew, as what is damaged.
      const levels = await found.shard.read(found.entry.place).catch(() => undefined);
      if (
        levels !== undefined &&
        checksumOf(preparation, content, levels) === found.entry.checksum
      ) {
        return levels;
      }
      places.delete(content);
      return undefined;
    },
    write(content, levels) {
      if (places.has(content)) return true;
      return writing(({ shard }) => {
        shard.append(content, levels, checksumOf(preparation, content, levels));
        add(shard, content, shard.entries.get(content) as ShardEntry);
      });
    },
    remember(stamp, content) {
      if (stamps.get(stamp) === content) return;
      stamps.set(stamp, content);
      writing((to) => to.stamps.append(stamp, content));
    },
    close() {
      writer?.stamps.close();
      for (const shard of shards) shard.close();
    },
  };
}

/** Names without this end, oldest first; none when the folder cannot be read. */
function namesIn(folder: string, end: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(end));
    return names.sort().map((name) => name.slice(0, -end.length));
  } catch {
    return [];
  }
}

/** Why the cache cannot be written, in words. */
class CacheRefusal extends Error {}

function requireRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (bytes <= free / 2) return;
  const gib = (value: number): string => `${(value / 2 ** 30).toFixed(1)} GiB`;
  throw new CacheRefusal(
    `it must leave half of the free disk, but it would take up to ${gib(bytes)} of ${gib(free)}`,
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof CacheRefusal) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  return `it must be writable, but writing gave ${code ?? message}`;
}
