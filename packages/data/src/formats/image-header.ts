// Size and depth of an image file from its header, without decoding the pixels.

import type { DecodeOptions, ImageFormat } from "./image.ts";
import { plainBytes } from "./plain-bytes.ts";
import { checkPng, PNG_CHANNELS } from "./png-chunks.ts";
import { readJpegHeader, readWebpHeader } from "./raster-header.ts";
import { sniffFormat } from "./sniff.ts";

/** What the header of an image file says. */
export type ImageHeader = {
  readonly format: ImageFormat;
  /** Columns and rows as stored, pixels. */
  readonly width: number;
  readonly height: number;
  /** Bits per sample as stored. */
  readonly bits: number;
  /** Samples per pixel as stored; 1 for the index of a palette. */
  readonly channels: number;
};

/**
 * Reads the header of a PNG, JPEG or WebP file.
 *
 * @param bytes the whole file
 * @returns undefined for another format, DICOM among them, whose header needs the decoder
 * @throws {ImageDecodeError} when the file is cut or damaged
 */
export function readImageHeader(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): ImageHeader | undefined {
  const format = sniffFormat(bytes);
  if (format === "png") {
    const { width, height, bits, colour } = checkPng(plainBytes(bytes), options).header;
    return { format, width, height, bits, channels: PNG_CHANNELS[colour] };
  }
  if (format !== "jpeg" && format !== "webp") return undefined;
  const read = format === "jpeg" ? readJpegHeader : readWebpHeader;
  const { width, height, bits, channels } = read(bytes, options);
  return { format, width, height, bits, channels };
}
