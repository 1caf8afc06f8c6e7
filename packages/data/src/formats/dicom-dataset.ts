// Opens the data set of a DICOM file, with or without a header, and keeps its size in check.

/// <reference path="./codec-modules.d.ts" />
import type { DicomDataSet } from "dicom-parser";
import { Inflate } from "fflate";
import { damagedImage } from "./damaged-image.ts";
import { DEFAULT_MAX_PIXELS, type DecodeOptions } from "./image.ts";
import { ImageDecodeError } from "./image-decode-error.ts";

const IMPLICIT_LITTLE = "1.2.840.10008.1.2";
const EXPLICIT_LITTLE = "1.2.840.10008.1.2.1";

/** A parsed data set and the transfer syntax it was written in. */
export type OpenedDicom = { readonly dataSet: DicomDataSet; readonly transferSyntax: string };

/**
 * Parses a DICOM file: PS3.10 with its preamble, a meta header alone, or a bare data set whose
 * encoding is told from its first element.
 *
 * @throws {ImageDecodeError} tags `truncated`, `corrupt`, `too-large`
 */
export async function openDicom(bytes: Uint8Array, options: DecodeOptions): Promise<OpenedDicom> {
  const { default: dicomParser } = await import("dicom-parser");
  const file = withPreamble(bytes);
  const isBare = file[128] !== 0x44 || file[129] !== 0x49 || file[130] !== 0x43;
  const bare = /^[A-Z]{2}$/.test(String.fromCharCode(file[4] as number, file[5] as number))
    ? EXPLICIT_LITTLE
    : IMPLICIT_LITTLE;
  let dataSet: DicomDataSet;
  try {
    dataSet = dicomParser.parseDicom(file, {
      ...(isBare ? { TransferSyntaxUID: bare } : {}),
      inflater: (all, position) => inflateBehind(all, position, options),
    });
  } catch (cause) {
    if (cause instanceof ImageDecodeError) throw cause;
    throw parseFailure(cause, bytes, options);
  }
  for (const element of Object.values(dataSet.elements)) {
    // The parser accepts a last element whose declared end lies behind the file.
    if (element !== undefined && element.dataOffset + element.length > dataSet.byteArray.length) {
      throw truncated(bytes, options);
    }
  }
  const transferSyntax = dataSet.string("x00020010") ?? (isBare ? bare : IMPLICIT_LITTLE);
  return { dataSet, transferSyntax };
}

/** The parser wants 128 bytes and `DICM` before a meta header (PS3.10, section 7.1). */
function withPreamble(bytes: Uint8Array): Uint8Array {
  const isMagicFirst = bytes[0] === 0x44 && bytes[1] === 0x49 && bytes[2] === 0x43;
  const isMetaFirst = bytes[0] === 0x02 && bytes[1] === 0x00;
  if ((!isMagicFirst && !isMetaFirst) || bytes[128] === 0x44) return bytes;
  const body = isMagicFirst ? bytes.subarray(4) : bytes;
  const file = new Uint8Array(132 + body.length);
  file.set([0x44, 0x49, 0x43, 0x4d], 128);
  file.set(body, 132);
  return file;
}

/** Inflates what follows `position` and refuses bombs: 1 kB of deflate can become 1 MB. */
function inflateBehind(all: Uint8Array, position: number, options: DecodeOptions): Uint8Array {
  // Three bytes a pixel and a header: no radiograph that passes the pixel limit needs more.
  const limit = (options.maxPixels ?? DEFAULT_MAX_PIXELS) * 3 + 2 ** 24;
  const parts: Uint8Array[] = [all.subarray(0, position)];
  let size = position;
  let isComplete = false;
  const inflate = new Inflate((chunk, final) => {
    parts.push(chunk);
    size += chunk.length;
    isComplete = final;
  });
  const bite = 16_384;
  for (let i = position; i < all.length && !isComplete; i += bite) {
    inflate.push(all.subarray(i, i + bite), i + bite >= all.length);
    if (size > limit) {
      throw new ImageDecodeError("too-large", {
        name: options.name,
        must: `a deflated data set may inflate to at most ${limit} bytes`,
        given: "this one is larger",
        advice: "Give a smaller image.",
      });
    }
  }
  const inflated = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    inflated.set(part, offset);
    offset += part.length;
  }
  return inflated;
}

function parseFailure(cause: unknown, bytes: Uint8Array, options: DecodeOptions): ImageDecodeError {
  // The parser throws strings, errors, or objects that carry the reason as "exception".
  const inner = cause instanceof Object && "exception" in cause ? cause.exception : cause;
  const reason = inner instanceof Error ? inner.message : String(inner);
  if (/overrun|past|end of|buffer|unexpected EOF/i.test(reason)) return truncated(bytes, options);
  return new ImageDecodeError("corrupt", {
    name: options.name,
    must: "the data set must follow the DICOM encoding",
    given: `the parser stopped with "${reason}"`,
    advice: "Export the image again.",
    cause: inner,
  });
}

function truncated(bytes: Uint8Array, options: DecodeOptions): ImageDecodeError {
  const must = "a DICOM file must have all the bytes its elements declare";
  return damagedImage("truncated", options, must, `it ends after ${bytes.length}`);
}
