// The EXIF block of WebP files.
import { readWebpHeader } from "@pleura/data";
import { expect, test } from "vitest";
import { withoutExif } from "./without-exif.ts";

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, 0];
const chunk = (name: string, body: readonly number[]) => [
  ...ascii(name),
  ...u32(body.length),
  ...body,
  ...(body.length % 2 === 1 ? [0] : []),
];

/** Orientation 6 in a little-endian EXIF block with one entry. */
const exif = [...ascii("II"), 42, 0, ...u32(8), 1, 0, 0x12, 1, 3, 0, ...u32(1), 6, 0, 0, 0];
const head = [0x08 | 0x10, 0, 0, 0, 3, 0, 0, 1, 0, 0];
const body = [
  ...ascii("WEBP"),
  ...chunk("VP8X", head),
  ...chunk("VP8L", [1, 2, 3]),
  ...chunk("EXIF", exif),
];
const file = Uint8Array.from([...ascii("RIFF"), ...u32(body.length), ...body]);

test("the orientation is gone, size, alpha and pixels stay", () => {
  const plain = withoutExif(file);

  expect(readWebpHeader(file)).toMatchObject({ orientation: 6, width: 4, height: 2, channels: 4 });
  expect(readWebpHeader(plain)).toMatchObject({ orientation: 1, width: 4, height: 2, channels: 4 });
  expect(plain).toHaveLength(file.length);
  expect([...plain].filter((byte, i) => byte !== file[i])).toHaveLength(1 + 4);
  expect(new TextDecoder("latin1").decode(plain)).not.toContain("EXIF");
});

test("chunks that end behind the file are left alone", () => {
  const cut = file.slice(0, file.length - 4);

  expect(withoutExif(cut)).toHaveLength(cut.length);
});
