// RLE frames of the standard, their packing there and back, and frames that lie.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeRle } from "./dicom-rle.ts";

/** A frame from packed segments, with its header of 64 bytes. */
function frame(segments: readonly (readonly number[])[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(64));
  header.setUint32(0, segments.length, true);
  let offset = 64;
  segments.forEach((segment, i) => {
    header.setUint32(4 + 4 * i, offset, true);
    offset += segment.length;
  });
  return Uint8Array.from([...new Uint8Array(header.buffer), ...segments.flat()]);
}

/** PackBits with literal runs only, up to 128 bytes each. */
function literal(bytes: readonly number[]): number[] {
  const packed: number[] = [];
  for (let i = 0; i < bytes.length; i += 128) {
    const run = bytes.slice(i, i + 128);
    packed.push(run.length - 1, ...run);
  }
  return packed;
}

test("runs, literals and the empty control byte are unpacked", () => {
  // 254 = repeat 3 times, 128 = nothing, 1 = two literal bytes.
  expect([...decodeRle(frame([[254, 7, 128, 1, 8, 9]]), 5, 1, 1)]).toEqual([7, 7, 7, 8, 9]);
});

test("the first segment holds the high bytes", () => {
  const frames = frame([literal([0x12, 0x56]), literal([0x34, 0x78])]);

  expect([...decodeRle(frames, 2, 2, 1)]).toEqual([0x34, 0x12, 0x78, 0x56]);
});

test("colours are interleaved from their segments", () => {
  const frames = frame([literal([1, 4]), literal([2, 5]), literal([3, 6])]);

  expect([...decodeRle(frames, 2, 1, 3)]).toEqual([1, 2, 3, 4, 5, 6]);
});

test("any bytes come back", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255), { minLength: 1, maxLength: 400 }), (bytes) => {
      expect([...decodeRle(frame([literal(bytes)]), bytes.length, 1, 1)]).toEqual(bytes);
    }),
  );
});

describe("frames that lie", () => {
  const outside = frame([[0, 1]]);
  outside[4] = 200;

  test.each([
    ["a cut header", new Uint8Array(63), "the RLE header is cut"],
    [
      "another number of segments",
      frame([
        [0, 1],
        [0, 1],
      ]),
      "there are 2 RLE segments, not 1",
    ],
    ["a segment outside", outside, "RLE segment 0 lies outside the frame"],
    ["a segment too short", frame([[0, 1]]), "RLE segment 0 is too short"],
    ["a literal run over the end", frame([[3, 1, 2]]), "RLE segment 0 is too short"],
    ["a run over the picture", frame([[129, 1]]), "RLE segment 0 is too long"],
  ])("%s", (_, bytes, message) => {
    expect(() => decodeRle(bytes, 4, 1, 1)).toThrow(new RangeError(message));
  });
});
