// Reads text values of a DICOM data set in the character set that it declares.

/// <reference path="./codec-modules.d.ts" />
import type { DicomDataSet } from "dicom-parser";
import { decodeText } from "./utf8.ts";

/**
 * Names of the Encoding standard for the defined terms of Specific Character Set (PS3.3, section
 * C.12.1.1.2); terms that begin with "ISO 2022 IR" mean the same sets, switched by escapes.
 */
const ENCODINGS: Readonly<Record<string, string>> = {
  "13": "shift_jis",
  "58": "gb18030",
  "87": "iso-2022-jp",
  "100": "windows-1252",
  "101": "iso-8859-2",
  "109": "iso-8859-3",
  "110": "iso-8859-4",
  "126": "iso-8859-7",
  "127": "iso-8859-6",
  "138": "iso-8859-8",
  "144": "iso-8859-5",
  "148": "windows-1254",
  "149": "euc-kr",
  "159": "iso-2022-jp",
  "166": "windows-874",
  "192": "utf-8",
  "203": "iso-8859-15",
  GB18030: "gb18030",
  GBK: "gbk",
};

/** Longest text value that is read, bytes; the rest of a longer one is not worth showing. */
const MAX_BYTES = 4096;

/**
 * Text of an element, without the padding at its ends; values of several are still joined by `\`.
 *
 * Without a declared set it is ASCII by the standard; where it is not, UTF-8 is tried and then
 * Latin-1, which is what such files turn out to be.
 *
 * @param tag `x00100010`
 * @returns undefined where the element is absent or empty
 */
export function dicomText(dataSet: DicomDataSet, tag: string): string | undefined {
  const element = dataSet.elements[tag];
  if (element === undefined || element.length === 0) return undefined;
  const { dataOffset, length } = element;
  const bytes = dataSet.byteArray.subarray(dataOffset, dataOffset + Math.min(length, MAX_BYTES));
  const text = decode(bytes, encodingOf(dataSet));
  // NUL pads identifiers, spaces pad the rest (PS3.5, section 6.2).
  const trimmed = text.replace(/^[\s\0]+|[\s\0]+$/gu, "");
  return trimmed === "" ? undefined : trimmed;
}

function encodingOf(dataSet: DicomDataSet): string | undefined {
  const terms = (dataSet.string("x00080005") ?? "").split("\\").map((term) => term.trim());
  // Of several terms the later ones are what escapes switch to, the first is what text begins in.
  const named = terms
    .map((term) => ENCODINGS[term.replace(/^ISO(_IR| 2022 IR) /, "")])
    .filter((encoding) => encoding !== undefined);
  return named.at(-1);
}

function decode(bytes: Uint8Array, encoding: string | undefined): string {
  if (encoding === undefined) {
    return decodeText(bytes, "utf-8", true) ?? (decodeText(bytes, "windows-1252", false) as string);
  }
  const isEscaped = encoding === "iso-2022-jp";
  // Korean and Chinese escapes only say what the set says already (PS3.3, table C.12-4).
  const plain = isEscaped ? bytes : withoutEscapes(bytes);
  return decodeText(plain, encoding, false) ?? "";
}

function withoutEscapes(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(0x1b)) return bytes;
  const kept: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 0x1b) {
      kept.push(bytes[i] as number);
      continue;
    }
    // ESC, intermediates 0x20–0x2F, one final byte (ISO/IEC 2022, section 13.1).
    i += 1;
    while (i < bytes.length && ((bytes[i] as number) & 0xf0) === 0x20) i += 1;
  }
  return Uint8Array.from(kept);
}
