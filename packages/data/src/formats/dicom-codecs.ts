// Decompresses the pixel data of DICOM transfer syntaxes to stored samples.

import { withDecoder } from "./compiled-codecs.ts";
import { decodeRle } from "./dicom-rle.ts";
import type { DecodeOptions } from "./image.ts";
import { ImageDecodeError } from "./image-decode-error.ts";
import { readJpegHeader } from "./raster-header.ts";

/** What the data set says about its pixels. */
export type PixelLayout = {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly bytesPerSample: 1 | 2;
};

/** Stored samples, interleaved `[height, width, samples]`, bit patterns without their sign. */
export type StoredPixels = Uint8Array | Uint16Array;

/** A way to compress pixel data. */
export type Codec = "rle" | "jpeg" | "jpeg-lossless" | "jpeg-ls" | "jpeg-2000";

/** PS3.5, annex A, and PS3.6, table A-1. */
const CODECS: Readonly<Record<string, Codec>> = {
  "1.2.840.10008.1.2.5": "rle",
  "1.2.840.10008.1.2.4.50": "jpeg",
  "1.2.840.10008.1.2.4.51": "jpeg",
  "1.2.840.10008.1.2.4.57": "jpeg-lossless",
  "1.2.840.10008.1.2.4.70": "jpeg-lossless",
  "1.2.840.10008.1.2.4.80": "jpeg-ls",
  "1.2.840.10008.1.2.4.81": "jpeg-ls",
  "1.2.840.10008.1.2.4.90": "jpeg-2000",
  "1.2.840.10008.1.2.4.91": "jpeg-2000",
};

/**
 * The codec of a compressed transfer syntax.
 *
 * @throws {ImageDecodeError} tag `unsupported` when we have none
 */
export function codecOf(transferSyntax: string, options: DecodeOptions): Codec {
  const codec = CODECS[transferSyntax];
  if (codec !== undefined) return codec;
  throw new ImageDecodeError("unsupported", {
    name: options.name,
    must: "the transfer syntax must be uncompressed, RLE, JPEG, JPEG-LS or JPEG 2000",
    given: `it is ${transferSyntax}`,
    advice: "Convert the file to Explicit VR Little Endian.",
  });
}

/**
 * Decompresses one encapsulated frame. Sizes in the codestream are compared with the data set's
 * before a codec allocates anything.
 *
 * @param frame all fragments of the frame, joined
 * @throws {ImageDecodeError} tags `unsupported`, `truncated`, `corrupt`
 */
export async function decompress(
  frame: Uint8Array,
  codec: Codec,
  layout: PixelLayout,
  options: DecodeOptions,
): Promise<StoredPixels> {
  checkCodestream(frame, codec, layout, options);
  try {
    return await run(frame, codec, layout);
  } catch (cause) {
    if (cause instanceof ImageDecodeError) throw cause;
    throw new ImageDecodeError("corrupt", {
      name: options.name,
      must: `the ${codec} data must decode without an error`,
      // Compiled codecs throw numbers (addresses of C++ exceptions), which say nothing.
      given: cause instanceof Error ? `the codec says "${cause.message}"` : "the codec failed",
      advice: "Copy the file again from its source.",
      cause,
    });
  }
}

function checkCodestream(
  frame: Uint8Array,
  codec: Codec,
  layout: PixelLayout,
  options: DecodeOptions,
): void {
  if (codec === "rle") return;
  const header =
    codec === "jpeg-2000" ? readJ2kHeader(frame, options) : readJpegHeader(frame, options, true);
  const { width, height, channels, bits } = header;
  if (codec === "jpeg" && bits !== 8) {
    throw new ImageDecodeError("unsupported", {
      name: options.name,
      must: "lossy JPEG in DICOM must have 8 bits",
      given: `this one has ${bits}`,
      advice: "Convert the file to Explicit VR Little Endian.",
    });
  }
  const isSame = width === layout.width && height === layout.height && channels === layout.samples;
  if (!isSame || bits > layout.bytesPerSample * 8) {
    throw new ImageDecodeError("corrupt", {
      name: options.name,
      must: `the ${codec} data must be ${shapeText(layout.width, layout.height, layout.samples)} as the data set says`,
      given: `it is ${shapeText(width, height, channels)} of ${bits} bits`,
      advice: "Export the image again.",
    });
  }
}

function shapeText(width: number, height: number, samples: number): string {
  return `${width}×${height}×${samples}`;
}

/** Reads the SIZ segment (ITU-T T.800, section A.5.1) and asks for the end-of-codestream marker. */
function readJ2kHeader(frame: Uint8Array, options: DecodeOptions) {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 44 || view.getUint32(0) !== 0xff4fff51) {
    throw new ImageDecodeError(frame.length < 44 ? "truncated" : "corrupt", {
      name: options.name,
      must: "JPEG 2000 data must begin with its SOC and SIZ markers",
      given: "it does not",
      advice: "Export the image again.",
    });
  }
  let end = frame.length;
  while (end > 2 && frame[end - 1] === 0) end -= 1;
  if (frame[end - 2] !== 0xff || frame[end - 1] !== 0xd9) {
    throw new ImageDecodeError("truncated", {
      name: options.name,
      must: "JPEG 2000 data must end with its EOC marker",
      given: `it ends after ${frame.length} bytes without one`,
      advice: "Copy the file again from its source.",
    });
  }
  return {
    width: view.getUint32(8) - view.getUint32(16),
    height: view.getUint32(12) - view.getUint32(20),
    channels: view.getUint16(40),
    bits: (view.getUint8(42) & 0x7f) + 1,
  };
}

async function run(frame: Uint8Array, codec: Codec, layout: PixelLayout): Promise<StoredPixels> {
  const { width, height, samples, bytesPerSample } = layout;
  const pixels = width * height;
  switch (codec) {
    case "rle":
      return asSamples(decodeRle(frame, pixels, bytesPerSample, samples), bytesPerSample);
    case "jpeg-lossless": {
      const { Decoder } = await import("jpeg-lossless-decoder-js");
      const copy = frame.slice();
      const decoded = new Uint8Array(new Decoder().decompress(copy.buffer, 0, copy.length));
      return asSamples(decoded, decoded.length === pixels * samples ? 1 : 2);
    }
    default:
      return withDecoder(codec, (decoder) => {
        decoder.getEncodedBuffer(frame.length).set(frame);
        decoder.decode();
        const info = decoder.getFrameInfo();
        const bytes = Uint8Array.from(decoder.getDecodedBuffer());
        const width8 = info.bitsPerSample <= 8 ? 1 : 2;
        if (bytes.length !== pixels * samples * width8) {
          throw new RangeError(`the codec gave ${bytes.length} bytes`);
        }
        const isPlanar = samples > 1 && decoder.getInterleaveMode?.() === 0;
        const stored = asSamples(bytes, width8);
        return isPlanar ? interleave(stored, pixels, samples) : stored;
      });
  }
}

/** Planes `[samples, pixels]` to interleaved samples `[pixels, samples]`. */
export function interleave(planes: StoredPixels, pixels: number, samples: number): StoredPixels {
  return planes.map((_, i) => planes[(i % samples) * pixels + Math.floor(i / samples)] as number);
}

/** Sees bytes as samples; two-byte samples are little-endian. */
function asSamples(bytes: Uint8Array, bytesPerSample: number): StoredPixels {
  if (bytesPerSample === 1) return bytes;
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
}
