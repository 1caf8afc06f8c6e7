// Decodes JPEG and WebP in Node with sharp, for the data package that cannot.

import type { RasterDecoder } from "@pleura/data";

/** Name and version of the decoder, which is in the names of cached images: another one may round otherwise. */
export const rasterDecoderVersion = "sharp0.35.5";

/**
 * Decodes JPEG and WebP with libvips: upright by EXIF, 8-bit sRGB or grey, and rejecting on the
 * first warning, so that a damaged file is never half a picture.
 *
 * sharp is loaded on the first call, since it costs 120 ms at start.
 *
 * @param maxPixels largest width × height that libvips may open
 */
export function createRasterDecoder(maxPixels = 64_000_000): RasterDecoder {
  return async (bytes, format) => {
    const { default: sharp } = await import("sharp");
    // The caller has sniffed the format; this list keeps libvips from its SVG, PDF or TIFF loaders.
    const expected = format === "jpeg" ? "jpeg" : "webp";
    const image = sharp(bytes, {
      failOn: "warning",
      limitInputPixels: maxPixels,
      autoOrient: true,
    });
    const metadata = await image.metadata();
    if (metadata.format !== expected) {
      throw new Error(
        `decode raster: the bytes must be ${expected}, but libvips reads ${metadata.format}. Give the right format.`,
      );
    }
    const isGrey = metadata.space === "b-w";
    const upright = isGrey ? image.toColourspace("b-w") : image.toColourspace("srgb");
    const { data, info } = await upright
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels, data };
  };
}
