// Reads size and wholeness of JPEG and WebP files without decoding them.

import { damagedImage } from "./damaged-image.ts";
import type { DecodeOptions } from "./image.ts";
import { ImageDecodeError } from "./image-decode-error.ts";

/**
 * Size as stored (before an EXIF rotation), samples per pixel, bits, EXIF orientation 1–8, and
 * whether an ICC profile says what the colours mean.
 */
export type RasterHeader = {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly bits: number;
  readonly orientation: number;
  readonly hasProfile: boolean;
};

/**
 * Reads the frame header of a JPEG file (ITU-T T.81, annex B) and walks its markers to the end,
 * so that a cut file is refused even where a decoder would show it half grey.
 *
 * @param allowLossless true to accept lossless JPEG and JPEG-LS, which only DICOM files hold
 * @throws {ImageDecodeError} tags `truncated`, `corrupt`, `unsupported`
 */
export function readJpegHeader(
  bytes: Uint8Array,
  options: DecodeOptions = {},
  allowLossless = false,
): RasterHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Omit<RasterHeader, "orientation" | "hasProfile"> | undefined;
  let orientation = 1;
  let hasProfile = false;
  let offset = 2;
  while (offset + 4 <= bytes.length) {
    if (view.getUint8(offset) !== 0xff) {
      throw damagedImage(
        "corrupt",
        options,
        "a JPEG segment must begin with 0xFF",
        `byte ${offset} does not`,
      );
    }
    const marker = view.getUint8(offset + 1);
    if (marker === 0xff) {
      offset += 1;
      continue;
    }
    const length = view.getUint16(offset + 2);
    const end = offset + 2 + length;
    if (end > bytes.length) break;
    if (length < 2)
      throw damagedImage("corrupt", options, "a JPEG segment must have a length", "one has none");
    if (isFrame(marker)) {
      if (length < 8)
        throw damagedImage("corrupt", options, "a frame header must have 8 bytes", "it is shorter");
      if (LOSSLESS.includes(marker) && !allowLossless) throw lossless(options);
      frame = {
        bits: view.getUint8(offset + 4),
        height: view.getUint16(offset + 5),
        width: view.getUint16(offset + 7),
        channels: view.getUint8(offset + 9),
      };
    } else if (marker === 0xe1) {
      orientation = readExifOrientation(bytes.subarray(offset + 4, end)) ?? orientation;
    } else if (marker === 0xe2) {
      hasProfile ||= isProfile(bytes.subarray(offset + 4, end));
    }
    offset = end;
    if (marker !== 0xda) continue;
    offset = skipScan(bytes, offset);
    if (bytes[offset + 1] !== 0xd9) continue;
    if (frame === undefined) {
      throw damagedImage(
        "corrupt",
        options,
        "a JPEG must have a frame header before its scan",
        "there is none",
      );
    }
    return { ...frame, orientation, hasProfile };
  }
  const given = `it ends after ${bytes.length} bytes without one`;
  throw damagedImage("truncated", options, "a JPEG file must end with its EOI marker", given);
}

/** "ICC_PROFILE" begins the segments that hold one (ICC.1:2022, annex B.4). */
function isProfile(segment: Uint8Array): boolean {
  const name = "ICC_PROFILE\0";
  return [...name].every((letter, i) => segment[i] === letter.charCodeAt(0));
}

/** SOF markers of lossless JPEG, and of JPEG-LS (ITU-T T.87, annex C). */
const LOSSLESS: readonly number[] = [0xc3, 0xc7, 0xcb, 0xcf, 0xf7];

function isFrame(marker: number): boolean {
  if (marker === 0xf7) return true;
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/**
 * Goes to the next marker behind entropy-coded data, which contains FF 00 (JPEG), FF 00–7F (JPEG-LS)
 * and restart markers.
 */
function skipScan(bytes: Uint8Array, start: number): number {
  let offset = start;
  while (offset + 1 < bytes.length) {
    offset = bytes.indexOf(0xff, offset);
    if (offset < 0 || offset + 1 >= bytes.length) return bytes.length;
    const next = bytes[offset + 1] as number;
    if (next === 0xff) offset += 1;
    else if (next < 0x80 || (next >= 0xd0 && next <= 0xd7)) offset += 2;
    else return offset;
  }
  return bytes.length;
}

/**
 * Reads tag 0x0112 of an EXIF block (Exif 2.32, section 4.6.4).
 *
 * @param segment contents of an APP1 segment or a WebP EXIF chunk
 * @returns 1–8, or undefined where there is none
 */
export function readExifOrientation(segment: Uint8Array): number | undefined {
  const isPrefixed = segment[0] === 0x45 && segment[1] === 0x78 && segment[4] === 0;
  const tiff = isPrefixed ? segment.subarray(6) : segment;
  if (tiff.length < 14) return undefined;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const isLittle = order === 0x4949;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > tiff.length) return undefined;
  const count = view.getUint16(directory, isLittle);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > tiff.length) return undefined;
    if (view.getUint16(entry, isLittle) !== 0x0112) continue;
    const value = view.getUint16(entry + 8, isLittle);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/**
 * Reads the size of a WebP file from its first chunk: VP8, VP8L or VP8X (RFC 9649, section 2).
 *
 * @throws {ImageDecodeError} tags `truncated`, `corrupt`, `unsupported` for animations
 */
export function readWebpHeader(bytes: Uint8Array, options: DecodeOptions = {}): RasterHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = view.getUint32(4, true) + 8;
  if (bytes.length < 30 || declared > bytes.length) {
    const must = `a WebP file must have the ${declared} bytes it declares`;
    throw damagedImage("truncated", options, must, `it has ${bytes.length}`);
  }
  const kind = String.fromCharCode(...bytes.subarray(12, 16));
  const plain = { channels: 3, bits: 8, orientation: 1, hasProfile: false };
  if (kind === "VP8 ") {
    const width = view.getUint16(26, true) & 0x3fff;
    return { ...plain, width, height: view.getUint16(28, true) & 0x3fff };
  }
  if (kind === "VP8L") {
    const packed = view.getUint32(21, true);
    const channels = (packed >>> 28) & 1 ? 4 : 3;
    return {
      ...plain,
      channels,
      width: (packed & 0x3fff) + 1,
      height: ((packed >>> 14) & 0x3fff) + 1,
    };
  }
  if (kind !== "VP8X") {
    throw damagedImage(
      "corrupt",
      options,
      "a WebP file must begin with VP8, VP8L or VP8X",
      "it does not",
    );
  }
  const flags = view.getUint8(20);
  if (flags & 0x02) {
    throw new ImageDecodeError("unsupported", {
      name: options.name,
      must: "a WebP file must hold one picture",
      given: "this one is an animation",
      advice: "Export the frame you need.",
    });
  }
  const width = 1 + (view.getUint32(24, true) & 0xffffff);
  const height = 1 + (view.getUint16(27, true) | (view.getUint8(29) << 16));
  const channels = flags & 0x10 ? 4 : 3;
  const orientation = flags & 0x08 ? webpOrientation(bytes, view) : 1;
  return { ...plain, width, height, channels, orientation, hasProfile: (flags & 0x20) !== 0 };
}

function webpOrientation(bytes: Uint8Array, view: DataView): number {
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    const length = view.getUint32(offset + 4, true);
    if (view.getUint32(offset) === 0x45584946) {
      return readExifOrientation(bytes.subarray(offset + 8, offset + 8 + length)) ?? 1;
    }
    offset += 8 + length + (length & 1);
  }
  return 1;
}

function lossless(options: DecodeOptions): ImageDecodeError {
  return new ImageDecodeError("unsupported", {
    name: options.name,
    must: "a JPEG file must be baseline, extended or progressive",
    given: "this one is lossless JPEG",
    advice: "Convert it to PNG.",
  });
}
