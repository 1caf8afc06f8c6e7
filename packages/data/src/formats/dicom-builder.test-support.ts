// Builds small DICOM files for tests, Explicit VR Little Endian.

import { encodeUtf8 } from "./utf8.ts";

/** A value: text, 16-bit numbers, raw bytes, or items of a sequence. */
export type BuilderValue =
  | string
  | number
  | readonly number[]
  | Uint8Array
  | readonly BuilderItem[];

/** Elements by `ggggeeee VR`, in the order they are written. */
export type BuilderItem = Readonly<Record<string, BuilderValue>>;

/**
 * Writes a PS3.10 file from elements such as `{ "00280010 US": 2, "00080060 CS": "DX" }`.
 *
 * @param transferSyntax UID of the meta header; the elements are always explicit little-endian
 */
export function buildDicom(
  elements: BuilderItem,
  transferSyntax = "1.2.840.10008.1.2.1",
): Uint8Array {
  const meta = buildElements({ "00020010 UI": transferSyntax });
  const length = buildElements({ "00020000 UL": Uint8Array.of(meta.length, 0, 0, 0) });
  const magic = new Uint8Array(132);
  magic.set(encodeUtf8("DICM"), 128);
  return Uint8Array.from([...magic, ...length, ...meta, ...buildElements(elements)]);
}

/** Elements of a 2×2 radiograph with 16 bits; `changes` replaces or adds, undefined removes. */
export function radiograph(
  pixels: readonly number[],
  changes: Readonly<Record<string, BuilderValue | undefined>> = {},
): BuilderItem {
  const elements: Record<string, BuilderValue | undefined> = {
    "00080060 CS": "DX",
    "00280002 US": 1,
    "00280004 CS": "MONOCHROME2",
    "00280010 US": 2,
    "00280011 US": 2,
    "00280100 US": 16,
    "00280101 US": 16,
    "00280102 US": 15,
    "00280103 US": 0,
    "7fe00010 OW": pixels,
    ...changes,
  };
  const kept = Object.entries(elements).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))) as BuilderItem;
}

/** Bytes of elements, explicit little-endian, each padded to an even length (PS3.5, section 7.1). */
export function buildElements(elements: BuilderItem): Uint8Array {
  return Uint8Array.from(
    Object.entries(elements).flatMap(([key, value]) => {
      const [tag, vr] = key.split(" ") as [string, string];
      const body = bytesOf(value, vr);
      if (body.length % 2 === 1) body.push(vr === "UI" ? 0 : 32);
      const isLong = ["OB", "OW", "SQ", "UN", "UT"].includes(vr);
      const group = Number.parseInt(tag.slice(0, 4), 16);
      const element = Number.parseInt(tag.slice(4), 16);
      const length = isLong ? [0, 0, ...u32(body.length)] : u16(body.length);
      return [...u16(group), ...u16(element), ...encodeUtf8(vr), ...length, ...body];
    }),
  );
}

function bytesOf(value: BuilderValue, vr: string): number[] {
  if (typeof value === "string") return [...encodeUtf8(value)];
  if (typeof value === "number") return u16(value);
  if (value instanceof Uint8Array) return [...value];
  if (vr !== "SQ") return (value as readonly number[]).flatMap(u16);
  return (value as readonly BuilderItem[]).flatMap((item) => {
    const body = [...buildElements(item)];
    return [0xfe, 0xff, 0x00, 0xe0, ...u32(body.length), ...body];
  });
}

const u16 = (value: number): number[] => [value & 255, (value >> 8) & 255];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
