// The door: formats by their bytes, the contract of the injected decoder, and refusals by name.

import { encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { decodeImage, type RasterDecoder } from "./decode-image.ts";
import { readJpegHeader, readWebpHeader } from "./raster-header.ts";
import { encodeUtf8 } from "./utf8.ts";

const name = "a.png";

/** Markers of a JPEG without pictures: SOI, optional EXIF, SOF0, SOS, data, EOI. */
function jpeg(width: number, height: number, orientation?: number, sof = 0xc0): Uint8Array {
  const exif =
    orientation === undefined
      ? []
      : [
          ...[0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
          ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
        ];
  const frame = [0xff, sof, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1];
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 0xff, 0, 0xff, 0xd0, 3];
  return Uint8Array.of(0xff, 0xd8, ...exif, ...frame, 1, 0x11, 0, ...scan, 0xff, 0xd9);
}

function webp(chunk: string, body: number[]): Uint8Array {
  const head = encodeUtf8(`RIFF\0\0\0\0WEBP${chunk}`);
  const file = Uint8Array.of(...head, body.length, 0, 0, 0, ...body);
  file[4] = file.length - 8;
  return file;
}

const decoderOf =
  (width: number, height: number, channels: number, data: number[]): RasterDecoder =>
  async () => ({ width, height, channels, data: Uint8Array.from(data) });

describe("decodeImage", () => {
  test("reads a PNG whatever its name says", async () => {
    const data = Uint8Array.of(1, 2);
    const file = encode({ width: 2, height: 1, channels: 1, depth: 8, data });

    expect((await decodeImage(file, { name: "x.jpg" })).data).toEqual(data);
  });

  test("makes the decoder's RGB grey", async () => {
    const rasterDecoder = decoderOf(1, 2, 3, [255, 0, 0, 0, 255, 0]);

    const image = await decodeImage(jpeg(1, 2), { rasterDecoder });

    expect(image.data).toEqual(Uint8Array.of(76, 150));
    expect(image.source).toMatchObject({ format: "jpeg", bits: 8, channels: 1, orientation: 1 });
  });

  test("expects sides swapped when the EXIF orientation turns the picture", async () => {
    const options = { name, rasterDecoder: decoderOf(2, 1, 1, [5, 6]) };

    const turned = await decodeImage(jpeg(1, 2, 6), options);

    expect([turned.width, turned.height, turned.source.orientation]).toEqual([2, 1, 6]);
    await expect(decodeImage(jpeg(1, 2, 1), options)).rejects.toThrow(
      'decode image "a.png": the picture must be 1×2 as its header says, but the decoder gave 2×1 with 2 samples. Export the image again.',
    );
  });

  test("refuses a JPEG bomb before the decoder sees it", async () => {
    let calls = 0;
    const rasterDecoder: RasterDecoder = () => {
      calls += 1;
      return Promise.reject(new Error("called"));
    };

    await expect(decodeImage(jpeg(60_000, 60_000), { rasterDecoder })).rejects.toMatchObject({
      tag: "too-large",
    });
    expect(calls).toBe(0);
  });

  test("wraps what the decoder throws", async () => {
    const rasterDecoder: RasterDecoder = () => Promise.reject(new Error("bad Huffman code"));

    await expect(decodeImage(jpeg(1, 1), { name, rasterDecoder })).rejects.toMatchObject({
      tag: "corrupt",
      message:
        'decode image "a.png": the jpeg data must decode without an error, but the decoder says "bad Huffman code". Copy the file again from its source.',
    });
  });

  test.each([
    [
      new Uint8Array(0),
      "empty",
      'decode image "a.png": the file must be PNG, JPEG, WebP or DICOM, but it has 0 bytes. Copy the file again from its source.',
    ],
    [
      encodeUtf8("hello"),
      "not-an-image",
      'decode image "a.png": the file must be PNG, JPEG, WebP or DICOM, but it is a text file. Give an image file.',
    ],
    [
      encodeUtf8("<html>"),
      "not-an-image",
      'decode image "a.png": the file must be PNG, JPEG, WebP or DICOM, but it is an HTML page. Give an image file.',
    ],
    [
      encodeUtf8("<svg >"),
      "not-an-image",
      'decode image "a.png": the file must be PNG, JPEG, WebP or DICOM, but it is an SVG drawing. Give an image file.',
    ],
    [
      encodeUtf8("GIF89a"),
      "unsupported",
      'decode image "a.png": the file must be PNG, JPEG, WebP or DICOM, but it is a GIF. Give an image file.',
    ],
    [
      Uint8Array.of(0, 1, 2),
      "not-an-image",
      'decode image "a.png": the file must be PNG, JPEG, WebP or DICOM, but its bytes match none of them. Give an image file.',
    ],
    [
      jpeg(1, 1),
      "unsupported",
      'decode image "a.png": decoding jpeg needs a raster decoder, but none was given. Pass rasterDecoder.',
    ],
  ])("refusal %#", async (bytes, tag, message) => {
    await expect(decodeImage(bytes, { name })).rejects.toMatchObject({ tag, message });
  });
});

describe("readJpegHeader", () => {
  test("reads size and orientation", () => {
    const header = { width: 300, height: 200, channels: 1, bits: 8, hasProfile: false };

    expect(readJpegHeader(jpeg(300, 200))).toEqual({ ...header, orientation: 1 });
    expect(readJpegHeader(jpeg(300, 200, 8))).toEqual({ ...header, orientation: 8 });
  });

  test("tells a colour profile from other segments of its marker", () => {
    const withSegment = (text: string): Uint8Array => {
      const body = [...text].map((letter) => letter.charCodeAt(0));
      return Uint8Array.of(
        0xff,
        0xd8,
        0xff,
        0xe2,
        0,
        body.length + 2,
        ...body,
        ...jpeg(3, 2).slice(2),
      );
    };

    expect(readJpegHeader(withSegment("ICC_PROFILE\0\u0001\u0001abc")).hasProfile).toBe(true);
    expect(readJpegHeader(withSegment("MPF\0abcdefghijkl")).hasProfile).toBe(false);
  });

  test("takes an orientation of 9 for none", () => {
    expect(readJpegHeader(jpeg(3, 2, 9)).orientation).toBe(1);
  });

  test("refuses a file cut at any byte", () => {
    const whole = jpeg(300, 200, 6);
    for (let end = 2; end < whole.length; end++) {
      expect(() => readJpegHeader(whole.slice(0, end)), `cut at ${end}`).toThrow(
        expect.objectContaining({ tag: "truncated" }),
      );
    }
  });

  test("refuses lossless JPEG outside DICOM", () => {
    expect(() => readJpegHeader(jpeg(3, 2, 1, 0xc3), { name })).toThrow(
      'decode image "a.png": a JPEG file must be baseline, extended or progressive, but this one is lossless JPEG. Convert it to PNG.',
    );
    expect(readJpegHeader(jpeg(3, 2, 1, 0xc3), {}, true).width).toBe(3);
  });
});

describe("readWebpHeader", () => {
  const pad = (body: number[]): number[] => [...body, ...new Array(16).fill(0)];

  test.each([
    ["VP8 ", pad([0, 0, 0, 0x9d, 1, 0x2a, 0x2c, 1, 200, 0]), 300, 200, 3],
    // 14 bits of width − 1, 14 bits of height − 1, alpha.
    ["VP8L", pad([0x2f, 0x2b, 0xc1, 0x31, 0x10]), 300, 200, 4],
    ["VP8X", pad([0x10, 0, 0, 0, 0x2b, 1, 0, 199, 0, 0]), 300, 200, 4],
  ])("reads the size of %s", (chunk, body, width, height, channels) => {
    expect(readWebpHeader(webp(chunk, body))).toMatchObject({ width, height, channels });
  });

  test("refuses an animation and a cut file", () => {
    const animation = webp("VP8X", pad([0x02, 0, 0, 0, 1, 0, 0, 1, 0, 0]));

    expect(() => readWebpHeader(animation, { name })).toThrow(
      'decode image "a.png": a WebP file must hold one picture, but this one is an animation. Export the frame you need.',
    );
    expect(() => readWebpHeader(animation.slice(0, -1), { name })).toThrow(
      'decode image "a.png": a WebP file must have the 46 bytes it declares, but it has 45. Copy the file again from its source.',
    );
  });
});
