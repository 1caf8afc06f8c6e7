// One process's share of the cache: grey levels of its images in one file, their checksums in another.
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, read, writeSync } from "node:fs";
import { promisify } from "node:util";
import {
  createPairFile,
  type HashText,
  hashText,
  type PairWriter,
  readPairs,
} from "./pair-file.ts";

const readAt = promisify(read);

/** Ends of a shard's file names: images `[n, size, size]` of bytes, and (content, checksum) of each. */
export const shardEnds = { pack: ".pack", index: ".index" } as const;

/** An image of a shard. */
export interface ShardEntry {
  readonly place: number;
  readonly checksum: HashText;
}

/** A shard that another process wrote, or this one before. */
export interface Shard {
  /** Entries by content, of images whose bytes are all there. */
  readonly entries: ReadonlyMap<HashText, ShardEntry>;
  readonly bytes: number;
  /** Levels of a place; undefined when the file has become shorter. */
  read(place: number): Promise<Uint8Array | undefined>;
  close(): void;
}

/** A shard that this process writes. */
export interface ShardWriter extends Shard {
  /** @throws an error of the file system; the entries before stay good */
  append(content: HashText, levels: Uint8Array, checksum: HashText): void;
}

/** Checksum of an image: it also tells an image that stands under a wrong name, or of another preparation. */
export function checksumOf(preparation: string, content: HashText, levels: Uint8Array): HashText {
  const hash = createHash("sha256").update(`${preparation}\n`).update(content, "latin1");
  return hashText(hash.update(levels).digest());
}

/**
 * Opens a shard for reading.
 *
 * @param path without its end
 * @param plane bytes of an image
 * @throws an error of the file system
 */
export function openShard(path: string, plane: number): Shard {
  const fd = openSync(`${path}${shardEnds.pack}`, "r");
  try {
    const { size: bytes } = fstatSync(fd);
    const entries = new Map<HashText, ShardEntry>();
    let place = 0;
    for (const [content, checksum] of readPairs(`${path}${shardEnds.index}`)) {
      if ((place + 1) * plane <= bytes) entries.set(content, { place, checksum });
      place += 1;
    }
    return { entries, bytes, read: reader(fd, plane), close: () => closeSync(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/**
 * Begins a shard.
 *
 * @throws an error of the file system
 */
export function createShard(path: string, plane: number): ShardWriter {
  const fd = openSync(`${path}${shardEnds.pack}`, "wx+");
  let index: PairWriter;
  try {
    index = createPairFile(`${path}${shardEnds.index}`);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  const entries = new Map<HashText, ShardEntry>();
  let count = 0;
  return {
    entries,
    get bytes() {
      return count * plane;
    },
    append(content, levels, checksum) {
      const place = count;
      writeAll(fd, levels, place * plane);
      // The index comes second: what it names is there, unless the machine itself stops; then the checksum tells.
      index.append(content, checksum);
      count += 1;
      entries.set(content, { place, checksum });
    },
    read: reader(fd, plane),
    close() {
      index.close();
      closeSync(fd);
    },
  };
}

function writeAll(fd: number, bytes: Uint8Array, start: number): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(fd, bytes, at, bytes.length - at, start + at);
}

function reader(fd: number, plane: number): Shard["read"] {
  return async (place) => {
    const levels = new Uint8Array(plane);
    let at = 0;
    while (at < plane) {
      const { bytesRead } = await readAt(fd, levels, at, plane - at, place * plane + at);
      if (bytesRead === 0) return undefined;
      at += bytesRead;
    }
    return levels;
  };
}
