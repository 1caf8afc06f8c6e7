// A file that only grows, of pairs of 256-bit hashes: what is found under which name.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/** Bytes of a SHA-256. */
export const hashBytes = 32;
const pairBytes = 2 * hashBytes;

/** A hash as a string of 32 characters of one byte each: a third of what a hexadecimal one takes. */
export type HashText = string;

/** Text of a hash. */
export function hashText(hash: Buffer): HashText {
  return hash.toString("latin1");
}

/**
 * The pairs of a file, in order. What a killed writer left unfinished at its end is no pair.
 *
 * @throws an error of the file system
 */
export function* readPairs(path: string): Generator<readonly [HashText, HashText]> {
  const bytes = readFileSync(path);
  for (let at = 0; at + pairBytes <= bytes.length; at += pairBytes) {
    yield [
      hashText(bytes.subarray(at, at + hashBytes)),
      hashText(bytes.subarray(at + hashBytes, at + pairBytes)),
    ];
  }
}

/** A file of pairs that is being written. */
export interface PairWriter {
  /** @throws an error of the file system */
  append(name: HashText, found: HashText): void;
  close(): void;
}

/**
 * Begins a file of pairs.
 *
 * @throws an error of the file system, such as of a file that is there already
 */
export function createPairFile(path: string): PairWriter {
  const fd = openSync(path, "wx");
  return {
    append(name, found) {
      writeSync(fd, Buffer.from(name + found, "latin1"));
    },
    close: () => closeSync(fd),
  };
}
