// Decodes JPEG files by libjpeg-turbo, for programs that have no raster decoder of their own.

import { withDecoder } from "./compiled-codecs.ts";
import type { RasterImage } from "./decode-image.ts";
import { readJpegHeader } from "./raster-header.ts";
import { turnUpright } from "./turn-upright.ts";

/**
 * Decodes a grey or colour JPEG file, upright by EXIF. The library is the one that libvips has, and
 * the samples are the same to the bit; an ICC profile is left aside.
 *
 * @param bytes the whole file, baseline or progressive
 * @returns 1 channel for grey files, 3 for colour
 * @throws {ImageDecodeError} when the file's frame is cut or damaged
 * @throws {Error} when the samples are damaged or more than 3 for a pixel (CMYK)
 */
export async function decodeJpegRaster(bytes: Uint8Array): Promise<RasterImage> {
  const { orientation, channels } = readJpegHeader(bytes);
  if (channels !== 1 && channels !== 3) {
    throw new Error(
      `decode JPEG: a pixel must have 1 or 3 samples, but it has ${channels}. Convert the image to RGB.`,
    );
  }
  const stored = await withDecoder("jpeg", (decoder): RasterImage => {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height, componentCount } = decoder.getFrameInfo();
    return { width, height, channels: componentCount, data: decoder.getDecodedBuffer().slice() };
  }).catch((cause: unknown) => {
    // The codec throws the address of a C++ exception, which says nothing.
    throw new Error("libjpeg-turbo cannot read the samples", { cause });
  });
  return turnUpright(stored, orientation);
}
