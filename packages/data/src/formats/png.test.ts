// PNG files of every colour type and depth, and every way to spoil one.

import fc from "fast-check";
import { encode } from "fast-png";
import { zlibSync } from "fflate";
import { describe, expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { decodePng } from "./png.ts";
import { encodeUtf8 } from "./utf8.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function chunk(type: string, data: Uint8Array): Uint8Array {
  const all = new Uint8Array(12 + data.length);
  const view = new DataView(all.buffer);
  view.setUint32(0, data.length);
  all.set(encodeUtf8(type), 4);
  all.set(data, 8);
  view.setUint32(8 + data.length, crc32(all.subarray(4, 8 + data.length)));
  return all;
}

type Header = { width: number; height: number; bits: number; colour: number; interlace?: number };

function ihdr({ width, height, bits, colour, interlace = 0 }: Header): Uint8Array {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  data.set([bits, colour, 0, 0, interlace], 8);
  return chunk("IHDR", data);
}

function png(header: Header, rows: number[], extra: Uint8Array[] = []): Uint8Array {
  const idat = chunk("IDAT", zlibSync(Uint8Array.from(rows)));
  const parts = [ihdr(header), ...extra, idat, chunk("IEND", new Uint8Array(0))];
  return Uint8Array.from([...SIGNATURE, ...parts.flatMap((part) => [...part])]);
}

const name = "a.png";

describe("pixels", () => {
  test("8-bit grey comes back exactly", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (data) => {
        const file = encode({ width: 4, height: 3, channels: 1, depth: 8, data });
        const image = decodePng(file);

        expect([image.width, image.height, image.maxValue]).toEqual([4, 3, 255]);
        expect(image.data).toEqual(data);
      }),
    );
  });

  test("16-bit grey comes back exactly", () => {
    fc.assert(
      fc.property(fc.uint16Array({ minLength: 12, maxLength: 12 }), (data) => {
        const file = encode({ width: 3, height: 4, channels: 1, depth: 16, data });
        const image = decodePng(file);

        expect(image.maxValue).toBe(65_535);
        expect(image.data).toEqual(data);
      }),
    );
  });

  test("an interlaced picture is the same as a plain one", () => {
    const data = Uint8Array.from({ length: 99 }, (_, i) => (i * 37) & 255);
    const picture = { width: 9, height: 11, channels: 1, depth: 8, data } as const;

    const image = decodePng(encode(picture, { interlace: "Adam7" }));

    expect(image.data).toEqual(data);
  });

  test("RGBA of 16 bits becomes luma over black", () => {
    const data = Uint16Array.of(65_535, 65_535, 65_535, 65_535, 65_535, 65_535, 65_535, 32_768);
    const image = decodePng(encode({ width: 2, height: 1, channels: 4, depth: 16, data }));

    expect(image.data).toEqual(Uint16Array.of(65_535, 32_768));
    expect(image.source.channels).toBe(4);
  });

  test("1-bit grey is spread to 0 and 255, row by row", () => {
    const header = { width: 10, height: 2, bits: 1, colour: 0 };
    const image = decodePng(png(header, [0, 0b10100000, 0b01000000, 0, 0, 0b11000000]));

    expect([...image.data.subarray(0, 10)]).toEqual([255, 0, 255, 0, 0, 0, 0, 0, 0, 255]);
    expect([...image.data.subarray(10)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 255, 255]);
  });

  test("4-bit grey is spread in steps of 17", () => {
    const image = decodePng(png({ width: 3, height: 1, bits: 4, colour: 0 }, [0, 0x1f, 0x70]));

    expect([...image.data]).toEqual([17, 255, 119]);
  });

  test("a palette is looked up, its transparent entries over black", () => {
    const palette = chunk("PLTE", Uint8Array.of(255, 0, 0, 200, 200, 200));
    const alpha = chunk("tRNS", Uint8Array.of(255, 0));
    const header = { width: 2, height: 1, bits: 8, colour: 3 };

    expect([...decodePng(png(header, [0, 0, 1], [palette])).data]).toEqual([76, 200]);
    expect([...decodePng(png(header, [0, 0, 1], [palette, alpha])).data]).toEqual([76, 0]);
  });

  test("the colour that tRNS names is black", () => {
    const clear = chunk("tRNS", Uint8Array.of(0, 90));
    const image = decodePng(png({ width: 2, height: 1, bits: 8, colour: 0 }, [0, 90, 91], [clear]));

    expect([...image.data]).toEqual([0, 91]);
  });
});

describe("refusals", () => {
  const picture = { width: 2, height: 2, bits: 8, colour: 0 };
  const rows = [0, 1, 2, 0, 3, 4];

  test("a bomb of 60,000² is refused before anything is allocated", () => {
    const file = png({ ...picture, width: 60_000, height: 60_000 }, rows);

    expect(() => decodePng(file, { name })).toThrow(
      'decode image "a.png": an image may have at most 64000000 pixels, but the file declares 60000×60000 = 3600000000. Give a smaller image.',
    );
  });

  test("the pixel limit itself is allowed", () => {
    const file = png(picture, rows);

    expect(decodePng(file, { maxPixels: 4 }).data).toHaveLength(4);
    expect(() => decodePng(file, { maxPixels: 3 })).toThrow(/at most 3 pixels/);
  });

  test("more rows than declared are refused without being kept", () => {
    const bomb = chunk("IDAT", zlibSync(new Uint8Array(50_000_000)));
    const parts = [ihdr(picture), bomb, chunk("IEND", new Uint8Array(0))];
    const file = Uint8Array.from([...SIGNATURE, ...parts.flatMap((part) => [...part])]);

    expect(() => decodePng(file, { name })).toThrow(
      'decode image "a.png": the picture must have 6 bytes of rows, but the compressed data holds more. Copy the file again from its source.',
    );
  });

  test("fewer rows than declared are refused", () => {
    expect(() => decodePng(png(picture, rows.slice(0, 3)), { name })).toThrow(
      'decode image "a.png": the picture must have 6 bytes of rows, but the compressed data holds 3. Copy the file again from its source.',
    );
  });

  test("a file cut at any byte is refused as truncated", () => {
    const file = png(picture, rows);
    for (let end = 8; end < file.length; end++) {
      expect(() => decodePng(file.slice(0, end)), `cut at ${end}`).toThrow(
        expect.objectContaining({ tag: "truncated" }),
      );
    }
  });

  test("a changed byte anywhere behind the signature is refused", () => {
    const file = png(picture, rows);
    for (let i = 8; i < file.length; i++) {
      const bytes = file.slice();
      bytes[i] = (bytes[i] as number) ^ 0x10;

      expect(() => decodePng(bytes), `byte ${i}`).toThrow(
        expect.objectContaining({ name: "ImageDecodeError" }),
      );
    }
  });

  test("a second IHDR, which the decoder would obey instead of the checked one, is refused", () => {
    const second = ihdr({ ...picture, width: 1, height: 1 });

    expect(() => decodePng(png(picture, rows, [second]), { name })).toThrow(
      'decode image "a.png": a PNG file may have only one IHDR chunk, but it has more. Copy the file again from its source.',
    );
  });

  test.each([
    ["PLTE", Uint8Array.of(255, 0, 0)],
    ["tRNS", Uint8Array.of(0)],
  ])("a second %s is refused", (type, data) => {
    const palette = chunk("PLTE", Uint8Array.of(255, 0, 0));
    const repeated = [palette, ...(type === "PLTE" ? [] : [chunk(type, data)]), chunk(type, data)];
    const file = png({ width: 1, height: 1, bits: 8, colour: 3 }, [0, 0], repeated);

    expect(() => decodePng(file)).toThrow(`may have only one ${type} chunk`);
  });

  test("sides over 65535 are refused although the pixels are few", () => {
    const file = png({ ...picture, width: 1, height: 65_536 }, new Array(2 * 65_536).fill(0));

    expect(() => decodePng(file, { name })).toThrow(
      expect.objectContaining({
        tag: "too-large",
        message:
          'decode image "a.png": an image may have sides of at most 65535 pixels, but the file declares 1×65536. Give a smaller image.',
      }),
    );
  });

  test("an index outside the palette is refused", () => {
    const palette = chunk("PLTE", Uint8Array.of(255, 0, 0));
    const file = png({ width: 1, height: 1, bits: 8, colour: 3 }, [0, 1], [palette]);

    expect(() => decodePng(file, { name })).toThrow(
      'decode image "a.png": palette indices must be below 1, but pixel 0 has 1. Export the image again.',
    );
  });

  test.each([
    [{ ...picture, colour: 3 }, /must have a PLTE chunk, but there is none/],
    [{ ...picture, bits: 4, colour: 2 }, /must be a pair the PNG format has/],
    [{ ...picture, width: 0 }, /width and height must be at least 1/],
    [{ ...picture, bits: 1, interlace: 1 }, /interlaced PNG must have 8 or 16 bits/],
  ])("header %j is refused", (header, message) => {
    expect(() => decodePng(png(header, rows))).toThrow(message);
  });
});
