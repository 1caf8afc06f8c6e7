// The checksum over every byte of our own safetensors files, kept inside their metadata.

import { crc32 } from "./crc32.ts";
import { SafetensorsError } from "./safetensors-error.ts";
import { encodeUtf8 } from "./utf8.ts";

/**
 * Two metadata keys mark our files. One flipped byte can spoil only one of them, so a file with
 * just one is damaged, and a file with neither is a foreign file without a checksum.
 */
const CHECKSUM_KEY = "pleura.checksum";
const SCHEME_KEY = "pleura.checksum-scheme";
/** CRC-32 of the whole file while the eight hexadecimal digits of the checksum are zeros. */
const SCHEME = "crc32-of-file";
const BLANK = "00000000";
const CHECKSUM_FIELD = encodeUtf8(`"${CHECKSUM_KEY}":"`);

/** The metadata with the two keys of a checksum that is still to be written. */
export function withBlankChecksum(metadata: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...metadata, [CHECKSUM_KEY, BLANK], [SCHEME_KEY, SCHEME]]);
}

/** The metadata without the two keys of the checksum. */
export function withoutChecksum(metadata: ReadonlyMap<string, string>): Map<string, string> {
  const rest = new Map(metadata);
  rest.delete(CHECKSUM_KEY);
  rest.delete(SCHEME_KEY);
  return rest;
}

/**
 * Writes the checksum into a file that was made with {@link withBlankChecksum}.
 *
 * @param file the whole file, changed in place
 * @param header its JSON header, which begins at byte 8
 */
export function writeChecksum(file: Uint8Array, header: Uint8Array): void {
  const digits = crc32(file).toString(16).padStart(8, "0");
  file.set(encodeUtf8(digits), 8 + findChecksum(header));
}

/**
 * Compares a file with its checksum; a foreign file without one passes.
 *
 * @param bytes the whole file
 * @param headerBytes its JSON header, which begins at byte 8
 * @param metadata the header's metadata with its checksum keys
 * @throws {SafetensorsError} tag `checksum` when a byte has changed
 */
export function verifyChecksum(
  bytes: Uint8Array,
  headerBytes: Uint8Array,
  metadata: ReadonlyMap<string, string>,
): void {
  const stored = metadata.get(CHECKSUM_KEY);
  const scheme = metadata.get(SCHEME_KEY);
  if (stored === undefined && scheme === undefined) return;
  const advice = "Take another copy or save the file again.";
  const must = "every byte must be as it was written";
  const position = stored === undefined ? -1 : findChecksum(headerBytes);
  if (scheme !== SCHEME || position < 0) {
    throw new SafetensorsError("checksum", must, "the checksum's own fields are damaged", advice);
  }
  const start = 8 + position;
  const before = crc32(bytes.subarray(0, start));
  const blank = crc32(encodeUtf8(BLANK), before);
  const computed = crc32(bytes.subarray(start + 8), blank)
    .toString(16)
    .padStart(8, "0");
  if (computed !== stored) {
    const given = `the checksum is ${computed} where the file says ${stored}`;
    throw new SafetensorsError("checksum", must, given, advice);
  }
}

/** Position of the checksum's digits in the header, −1 where it has none. */
function findChecksum(header: Uint8Array): number {
  const quote = CHECKSUM_FIELD[0] as number;
  for (let i = header.indexOf(quote); i >= 0; i = header.indexOf(quote, i + 1)) {
    if (CHECKSUM_FIELD.every((byte, k) => header[i + k] === byte)) return i + CHECKSUM_FIELD.length;
  }
  return -1;
}
