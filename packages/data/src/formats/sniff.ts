// Recognises what a file is from its bytes, never from its name.

import { decodeUtf8 } from "./utf8.ts";

/** What a file can turn out to be. */
export type FileFormat =
  | "png"
  | "jpeg"
  | "webp"
  | "dicom"
  | "gif"
  | "svg"
  | "html"
  | "text"
  | "empty"
  | "unknown";

/**
 * Tells the format of a file from its first bytes.
 *
 * DICOM is known by `DICM` at byte 128, by `DICM` or a group 0002 element at byte 0, or, for
 * files without any header, by a plausible element of group 0008 at byte 0 (PS3.10, section 7.1).
 *
 * @param bytes the whole file, or at least its first 4 kB
 */
export function sniffFormat(bytes: Uint8Array): FileFormat {
  if (bytes.length === 0) return "empty";
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return "jpeg";
  if (asciiAt(bytes, 0, "RIFF") && asciiAt(bytes, 8, "WEBP")) return "webp";
  if (asciiAt(bytes, 0, "GIF87a") || asciiAt(bytes, 0, "GIF89a")) return "gif";
  if (asciiAt(bytes, 128, "DICM") || asciiAt(bytes, 0, "DICM")) return "dicom";
  if (isBareDicom(bytes)) return "dicom";
  return sniffText(bytes);
}

function startsWith(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((value, i) => bytes[i] === value);
}

function asciiAt(bytes: Uint8Array, offset: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    if (bytes[offset + i] !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** A data set that starts at byte 0 with a short element of group 0002 or 0008. */
function isBareDicom(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const group = view.getUint16(0, true);
  const element = view.getUint16(2, true);
  if ((group !== 0x0002 && group !== 0x0008) || element > 0x2000) return false;
  const vr = String.fromCharCode(bytes[4] as number, bytes[5] as number);
  if (/^(UL|UI|CS|OB|SH|DA|TM|LO|PN)$/.test(vr)) return true;
  const length = view.getUint32(4, true);
  return length % 2 === 0 && length <= Math.min(256, bytes.length - 8);
}

function sniffText(bytes: Uint8Array): FileFormat {
  const head = bytes.subarray(0, 4096);
  for (const byte of head) {
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) return "unknown";
  }
  const text = decodeUtf8(head, false).trimStart().toLowerCase();
  if (text.startsWith("<!doctype html") || /<(html|head|body)[\s>]/.test(text)) return "html";
  if (/<svg[\s>]/.test(text)) return "svg";
  // U+FFFD stands for bytes that are no UTF-8; a few may be a cut character or Latin-1 letters.
  const broken = text.split("\ufffd").length - 1;
  return broken > 2 && broken > text.length / 10 ? "unknown" : "text";
}
