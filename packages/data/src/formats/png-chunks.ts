// Walks the chunks of a PNG file and checks them before a pixel is decoded.

import { Unzlib } from "fflate";
import { crc32 } from "./crc32.ts";
import { damagedImage } from "./damaged-image.ts";
import { checkImageSize, type DecodeOptions } from "./image.ts";
import { ImageDecodeError } from "./image-decode-error.ts";

/** What IHDR declares. Colour: 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGB + alpha. */
export type PngHeader = {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly colour: 0 | 2 | 3 | 4 | 6;
  readonly isInterlaced: boolean;
};

/** A checked PNG: its header and the file again with nothing but the chunks that make the pixels. */
export type CheckedPng = { readonly header: PngHeader; readonly bytes: Uint8Array };

/** Samples per pixel by colour type (PNG specification, table 11.1). */
export const PNG_CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

const BIT_DEPTHS = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
} as const;

/** Chunks that decide pixel values. The others may hide zip bombs (iCCP, zTXt) and are dropped. */
const PIXEL_CHUNKS = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);

/** Chunks a file has once (PNG specification, section 5.6); the decoder obeys the last of several. */
const SINGLE_CHUNKS = new Set(["IHDR", "PLTE", "tRNS"]);

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * Checks signature, size limit, every chunk's CRC, that no header, palette or transparency comes
 * twice, the end chunk, and that the compressed data holds exactly the declared rows.
 *
 * @throws {ImageDecodeError} tags `truncated`, `too-large`, `unsupported`, `corrupt`
 */
export function checkPng(bytes: Uint8Array, options: DecodeOptions): CheckedPng {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(bytes, view, options);
  checkImageSize(header.width, header.height, options);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  const compressed: Uint8Array[] = [];
  const seen = new Set<string>();
  for (let offset = 8; ; ) {
    if (offset + 12 > bytes.length) throw truncated(options, bytes, "before the IEND chunk");
    const length = view.getUint32(offset);
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const end = offset + 12 + length;
    if (end > bytes.length) throw truncated(options, bytes, `inside the chunk ${type}`);
    if (crc32(bytes.subarray(offset + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw damagedImage(
        "corrupt",
        options,
        "every chunk must match its checksum",
        `${type} does not`,
      );
    }
    if (PIXEL_CHUNKS.has(type)) kept.push(bytes.subarray(offset, end));
    if (type === "IDAT") compressed.push(bytes.subarray(offset + 8, end - 4));
    if (SINGLE_CHUNKS.has(type) && seen.has(type)) {
      const must = `a PNG file may have only one ${type} chunk`;
      throw damagedImage("corrupt", options, must, "it has more");
    }
    seen.add(type);
    if (type === "IEND") break;
    offset = end;
  }
  if (header.colour === 3 && !seen.has("PLTE")) {
    throw damagedImage(
      "corrupt",
      options,
      "a palette image must have a PLTE chunk",
      "there is none",
    );
  }
  checkRows(compressed, rawSize(header), options);
  return { header, bytes: concatenate(kept) };
}

function readHeader(bytes: Uint8Array, view: DataView, options: DecodeOptions): PngHeader {
  if (bytes.length < 33) throw truncated(options, bytes, "inside the IHDR chunk");
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) {
    throw damagedImage("corrupt", options, "the first chunk must be IHDR", "it is another one");
  }
  const bits = view.getUint8(24);
  const colour = view.getUint8(25);
  const isKnown = colour === 0 || colour === 2 || colour === 3 || colour === 4 || colour === 6;
  if (!isKnown || !(BIT_DEPTHS[colour] as readonly number[]).includes(bits)) {
    const given = `IHDR gives colour type ${colour} with ${bits} bits`;
    throw damagedImage(
      "corrupt",
      options,
      "colour type and bit depth must be a pair the PNG format has",
      given,
    );
  }
  if (view.getUint16(26) !== 0 || view.getUint8(28) > 1) {
    const given = "IHDR gives other numbers";
    throw damagedImage(
      "corrupt",
      options,
      "compression and filter must be 0 and interlace 0 or 1",
      given,
    );
  }
  const isInterlaced = view.getUint8(28) === 1;
  if (isInterlaced && bits < 8) {
    throw new ImageDecodeError("unsupported", {
      name: options.name,
      must: "an interlaced PNG must have 8 or 16 bits per sample",
      given: `this one has ${bits}`,
      advice: "Save it without interlacing.",
    });
  }
  const width = view.getUint32(16);
  return { width, height: view.getUint32(20), bits, colour, isInterlaced };
}

/** Bytes of the filtered rows, each with its filter byte (PNG specification, section 7.2). */
function rawSize(header: PngHeader): number {
  const bitsPerPixel = header.bits * PNG_CHANNELS[header.colour];
  const passes = header.isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  let size = 0;
  for (const [x, y, stepX, stepY] of passes) {
    const columns = Math.ceil((header.width - x) / stepX);
    const rows = Math.ceil((header.height - y) / stepY);
    if (columns > 0 && rows > 0) size += rows * (1 + Math.ceil((columns * bitsPerPixel) / 8));
  }
  return size;
}

/** Inflates without keeping anything, in small bites, so that a bomb is seen before it is held. */
function checkRows(parts: readonly Uint8Array[], expected: number, options: DecodeOptions): void {
  let size = 0;
  let isComplete = false;
  const inflate = new Unzlib((chunk, final) => {
    size += chunk.length;
    isComplete = final;
  });
  // 16 kB of deflate make at most 16 MB (RFC 1951 cannot expand more than 1032 times).
  const bite = 16_384;
  try {
    for (const part of parts) {
      for (let i = 0; i < part.length && size <= expected; i += bite) {
        inflate.push(part.subarray(i, i + bite), false);
      }
    }
    if (size <= expected) inflate.push(new Uint8Array(0), true);
  } catch (cause) {
    if (size < expected) throw rowsMissing(options, size, expected, cause);
    throw damagedImage(
      "corrupt",
      options,
      "the compressed rows must inflate",
      "they do not",
      cause,
    );
  }
  if (size > expected) {
    const given = "the compressed data holds more";
    throw damagedImage(
      "corrupt",
      options,
      `the picture must have ${expected} bytes of rows`,
      given,
    );
  }
  if (size < expected || !isComplete) throw rowsMissing(options, size, expected);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

function truncated(options: DecodeOptions, bytes: Uint8Array, where: string): ImageDecodeError {
  const given = `it ends after ${bytes.length} bytes ${where}`;
  return damagedImage("truncated", options, "a PNG file must be whole", given);
}

function rowsMissing(
  options: DecodeOptions,
  size: number,
  expected: number,
  cause?: unknown,
): ImageDecodeError {
  const must = `the picture must have ${expected} bytes of rows`;
  return damagedImage("truncated", options, must, `the compressed data holds ${size}`, cause);
}
