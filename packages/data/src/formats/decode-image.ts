// The one door to every image format: bytes in, a grey image out.

import { decodeDicom } from "./dicom.ts";
import { checkImageSize, type DecodeOptions, type GreyImage } from "./image.ts";
import { ImageDecodeError, type ImageDecodeTag } from "./image-decode-error.ts";
import { toGrey } from "./luma.ts";
import { decodePng } from "./png.ts";
import { type RasterHeader, readJpegHeader, readWebpHeader } from "./raster-header.ts";
import { type FileFormat, sniffFormat } from "./sniff.ts";

/** 8-bit interleaved samples `[height, width, channels]`: 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA. */
export type RasterImage = {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array | Uint8ClampedArray;
};

/**
 * Decodes JPEG and WebP where this package cannot: the app injects it (sharp in Node,
 * `createImageBitmap` in browsers).
 *
 * Contract: the picture comes out upright (EXIF orientation applied, so width and height may be
 * swapped against the header), 8 bits, sRGB or grey without premultiplied alpha; the promise
 * rejects for broken data rather than giving a partly grey picture.
 */
export type RasterDecoder = (bytes: Uint8Array, format: "jpeg" | "webp") => Promise<RasterImage>;

/** What {@link decodeImage} takes besides the bytes. */
export type DecodeImageOptions = DecodeOptions & {
  /** Decoder for JPEG and WebP; without one these formats are refused as `unsupported`. */
  readonly rasterDecoder?: RasterDecoder | undefined;
};

/**
 * Decodes an image file of any supported format, recognised by its bytes.
 *
 * @param bytes the whole file: PNG, JPEG, WebP or DICOM
 * @returns one upright grey image, 0 = black
 * @throws {ImageDecodeError} any tag
 * @example
 * const image = await decodeImage(bytes, { name: "chest.png", rasterDecoder });
 */
export async function decodeImage(
  bytes: Uint8Array,
  options: DecodeImageOptions = {},
): Promise<GreyImage> {
  const format = sniffFormat(bytes);
  switch (format) {
    case "png":
      return decodePng(bytes, options);
    case "dicom":
      return decodeDicom(bytes, options);
    case "jpeg":
      return decodeRaster(bytes, format, readJpegHeader(bytes, options), options);
    case "webp":
      return decodeRaster(bytes, format, readWebpHeader(bytes, options), options);
    default:
      throw refusal(format, options);
  }
}

async function decodeRaster(
  bytes: Uint8Array,
  format: "jpeg" | "webp",
  header: RasterHeader,
  options: DecodeImageOptions,
): Promise<GreyImage> {
  const { name, rasterDecoder } = options;
  checkImageSize(header.width, header.height, options);
  if (rasterDecoder === undefined) {
    throw new ImageDecodeError("unsupported", {
      name,
      must: `decoding ${format} needs a raster decoder`,
      given: "none was given",
      advice: "Pass rasterDecoder.",
    });
  }
  let raster: RasterImage;
  try {
    raster = await rasterDecoder(bytes, format);
  } catch (cause) {
    throw new ImageDecodeError("corrupt", {
      name,
      must: `the ${format} data must decode without an error`,
      given: `the decoder says "${cause instanceof Error ? cause.message : cause}"`,
      advice: "Copy the file again from its source.",
      cause,
    });
  }
  const { width, height, channels } = raster;
  // EXIF orientations 5–8 swap the sides.
  const isTurned = header.orientation >= 5;
  const upright = isTurned ? [header.height, header.width] : [header.width, header.height];
  if (
    width !== upright[0] ||
    height !== upright[1] ||
    raster.data.length !== width * height * channels
  ) {
    throw new ImageDecodeError("corrupt", {
      name,
      must: `the picture must be ${upright[0]}×${upright[1]} as its header says`,
      given: `the decoder gave ${width}×${height} with ${raster.data.length} samples`,
      advice: "Export the image again.",
    });
  }
  const data = new Uint8Array(raster.data.buffer, raster.data.byteOffset, raster.data.byteLength);
  const { bits, orientation } = header;
  return {
    width,
    height,
    maxValue: 255,
    data: toGrey({ width, height, channels, data, maxValue: 255 }),
    source: { format, bits, channels: header.channels, inverted: false, orientation },
  };
}

function refusal(format: FileFormat, options: DecodeOptions): ImageDecodeError {
  const found: Partial<Record<FileFormat, string>> = {
    empty: "it has 0 bytes",
    gif: "it is a GIF",
    svg: "it is an SVG drawing",
    html: "it is an HTML page",
    text: "it is a text file",
  };
  const tags: Partial<Record<FileFormat, ImageDecodeTag>> = { empty: "empty", gif: "unsupported" };
  return new ImageDecodeError(tags[format] ?? "not-an-image", {
    name: options.name,
    must: "the file must be PNG, JPEG, WebP or DICOM",
    given: found[format] ?? "its bytes match none of them",
    advice: format === "empty" ? "Copy the file again from its source." : "Give an image file.",
  });
}
