// Formats are told from bytes, whatever a file is called.

import { describe, expect, test } from "vitest";
import { sniffFormat } from "./sniff.ts";
import { encodeUtf8 } from "./utf8.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** 128 zeros, `DICM`, and the first bytes of a meta header. */
const part10 = (() => {
  const file = new Uint8Array(160);
  file.set(encodeUtf8("DICM"), 128);
  return file;
})();

describe("sniffFormat", () => {
  test.each([
    ["png", bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
    ["jpeg", bytes(0xff, 0xd8, 0xff, 0xe0)],
    ["webp", encodeUtf8("RIFF\0\0\0\0WEBPVP8 ")],
    ["gif", encodeUtf8("GIF89a")],
    ["dicom", part10],
    ["dicom", encodeUtf8("DICM\u0002\0\0\0")],
    // (0008,0005) CS, explicit.
    ["dicom", bytes(8, 0, 5, 0, 0x43, 0x53, 10, 0, 73, 83, 79, 95, 73, 82, 32, 49, 48, 48)],
    // (0008,0005) with a length of 10, implicit.
    ["dicom", bytes(8, 0, 5, 0, 10, 0, 0, 0, 73, 83, 79, 95, 73, 82, 32, 49, 48, 48)],
    ["svg", encodeUtf8('<?xml version="1.0"?>\n<svg xmlns="x">')],
    ["html", encodeUtf8("\ufeff\n<!DOCTYPE html><html>")],
    ["html", encodeUtf8("<!-- note --><head>")],
    ["text", encodeUtf8("file,label\nä.png,normal\n")],
    ["empty", bytes()],
    ["unknown", bytes(0, 1, 2, 3, 4, 5)],
    ["unknown", Uint8Array.from({ length: 300 }, (_, i) => 128 + (i % 64))],
  ])("sees %s", (format, file) => {
    expect(sniffFormat(file)).toBe(format);
  });

  test("does not take every file that begins with 8 for DICOM", () => {
    // (0008,0005) with a length of 4 GB.
    const file = new Uint8Array(64).fill(255);
    file.set([8, 0, 5, 0]);

    expect(sniffFormat(file)).toBe("unknown");
  });
});
