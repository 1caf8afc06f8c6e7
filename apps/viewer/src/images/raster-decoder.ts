// Decodes JPEG and WebP in a browser as close to the program as a browser can.
import {
  decodeJpegRaster,
  type RasterImage,
  readJpegHeader,
  readWebpHeader,
  turnUpright,
} from "@pleura/data";
import { withoutExif } from "./without-exif.ts";

/**
 * Decodes a JPEG or WebP file, upright and in sRGB or grey.
 *
 * JPEG goes through libjpeg-turbo, the library of the program: the same samples to the bit in every
 * browser, and a cut file is refused where a browser may show half of it. Only the colours of an ICC
 * profile and of CMYK are left to the browser (measured in Chromium 156 against the program: profiles
 * within 1 of 255, CMYK within 30 of 255, WebP equal).
 */
export async function decodeRaster(
  bytes: Uint8Array,
  format: "jpeg" | "webp",
): Promise<RasterImage> {
  if (format === "webp") {
    // Browsers do not agree on EXIF in WebP, so it is taken out and undone here.
    const { orientation } = readWebpHeader(bytes);
    const plain = orientation === 1 ? bytes : withoutExif(bytes);
    return turnUpright(await byBrowser(plain, format), orientation);
  }
  const { channels, hasProfile } = readJpegHeader(bytes);
  if (channels === 4) return byBrowser(bytes, format);
  const raster = await decodeJpegRaster(bytes);
  return hasProfile ? byBrowser(bytes, format) : raster;
}

/** Decodes by the browser's own decoder, which turns JPEG upright and converts colours to sRGB. */
async function byBrowser(bytes: Uint8Array, format: "jpeg" | "webp"): Promise<RasterImage> {
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: `image/${format}` });
  const bitmap = await createImageBitmap(blob, {
    premultiplyAlpha: "none",
    imageOrientation: "from-image",
  });
  try {
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true, colorSpace: "srgb" });
    if (context === null) {
      throw new Error(`a canvas of ${width}×${height} must be given, but the browser gives none`);
    }
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, channels: 4, data };
  } finally {
    bitmap.close();
  }
}
