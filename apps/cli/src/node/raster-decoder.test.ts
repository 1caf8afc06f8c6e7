// JPEG and WebP through sharp: the contract of the injected decoder on pictures made here.

import { decodeImage, decodeJpegRaster } from "@pleura/data";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { createRasterDecoder, rasterDecoderVersion } from "./raster-decoder.ts";

const rasterDecoder = createRasterDecoder();

/** A 48×32 picture, light on the left, dark on the right, with this many channels. */
function picture(channels: 1 | 3 | 4): Sharp {
  const data = Uint8Array.from({ length: 48 * 32 * channels }, (_, i) =>
    i % channels === 3 ? 255 : Math.floor(i / channels) % 48 < 24 ? 220 : 30,
  );
  const image = sharp(data, { raw: { width: 48, height: 32, channels } });
  return channels === 1 ? image.toColourspace("b-w") : image;
}

describe("createRasterDecoder", () => {
  test("gives one channel for a grey JPEG and three for a colour one", async () => {
    const grey = await rasterDecoder(await picture(1).jpeg().toBuffer(), "jpeg");
    const colour = await rasterDecoder(await picture(3).jpeg().toBuffer(), "jpeg");

    expect([grey.width, grey.height, grey.channels, grey.data.length]).toEqual([48, 32, 1, 1536]);
    expect([colour.channels, colour.data.length]).toEqual([3, 4608]);
  });

  test("refuses other formats, which libvips could open too", async () => {
    const svg = new TextEncoder().encode(
      '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>',
    );

    await expect(rasterDecoder(svg, "jpeg")).rejects.toThrow(
      "decode raster: the bytes must be jpeg, but libvips reads svg. Give the right format.",
    );
  });

  test("refuses more pixels than its limit", async () => {
    const file = await picture(1).jpeg().toBuffer();

    await expect(createRasterDecoder(1535)(file, "jpeg")).rejects.toThrow(/pixel limit/);
    expect((await createRasterDecoder(1536)(file, "jpeg")).width).toBe(48);
  });
});

test("the version in the names of cached images is the installed one", () => {
  expect(rasterDecoderVersion).toBe(`sharp${sharp.versions.sharp}`);
});

describe("decodeImage with it", () => {
  test.each(["jpeg", "webp"] as const)("%s comes back close to what was saved", async (format) => {
    const file = await picture(3).toFormat(format, { quality: 95 }).toBuffer();

    const image = await decodeImage(file, { rasterDecoder });

    expect(image.source.format).toBe(format);
    expect(Math.abs((image.data[10 * 48 + 5] as number) - 220)).toBeLessThan(4);
    expect(Math.abs((image.data[10 * 48 + 40] as number) - 30)).toBeLessThan(4);
  });

  test("a progressive JPEG is read", async () => {
    const file = await picture(1).jpeg({ progressive: true }).toBuffer();

    expect((await decodeImage(file, { rasterDecoder })).width).toBe(48);
  });

  test("transparent WebP pixels are black", async () => {
    const clear = sharp({ create: { width: 4, height: 4, channels: 4, background: "#ffffff00" } });
    const file = await clear.webp({ lossless: true, exact: true }).toBuffer();

    const image = await decodeImage(file, { rasterDecoder });

    expect([...image.data]).toEqual(new Array(16).fill(0));
  });

  // Stored sideways: the light half of the upright picture is where the orientation puts it.
  test.each([
    [1, 48, 32],
    [3, 48, 32],
    [6, 32, 48],
    [8, 32, 48],
  ])("EXIF orientation %i gives %i×%i", async (orientation, width, height) => {
    const file = await picture(1).jpeg().withMetadata({ orientation }).toBuffer();

    const image = await decodeImage(file, { rasterDecoder });

    const [x, y] = { 1: [4, 16], 3: [43, 16], 6: [16, 4], 8: [16, 43] }[orientation] as [
      number,
      number,
    ];
    expect([image.width, image.height]).toEqual([width, height]);
    expect(image.data[y * width + x]).toBeGreaterThan(200);
  });

  test.each(["jpeg", "webp"] as const)("%s cut anywhere is refused", async (format) => {
    const file = await picture(3).toFormat(format).toBuffer();
    for (let share = 0.1; share < 1; share += 0.1) {
      const cut = file.subarray(0, Math.floor(file.length * share));

      await expect(decodeImage(cut, { rasterDecoder }), `${share}`).rejects.toMatchObject({
        name: "ImageDecodeError",
      });
    }
  });
});

// What the viewer decodes JPEG with, against what this program decodes it with.
describe("decodeJpegRaster", () => {
  /** A picture with detail in all three colours, so that no rounding hides. */
  function detailed(): Sharp {
    const data = Uint8Array.from(
      { length: 47 * 33 * 3 },
      (_, i) => (i * i * 7 + (i % 3) * 40) % 251,
    );
    return sharp(data, { raw: { width: 47, height: 33, channels: 3 } });
  }

  test.each([
    ["grey", () => detailed().toColourspace("b-w").jpeg()],
    ["progressive grey", () => detailed().toColourspace("b-w").jpeg({ progressive: true })],
    ["colour at half resolution", () => detailed().jpeg({ quality: 70 })],
    ["colour at full resolution", () => detailed().jpeg({ chromaSubsampling: "4:4:4" })],
    ["progressive colour", () => detailed().jpeg({ progressive: true })],
    ...[1, 2, 3, 4, 5, 6, 7, 8].map(
      (orientation) =>
        [
          `orientation ${orientation}`,
          () => detailed().withMetadata({ orientation }).jpeg(),
        ] as const,
    ),
  ] as const)("gives the very samples of libvips: %s", async (_, make) => {
    const file = await make().toBuffer();

    const found = await decodeJpegRaster(file);
    const wanted = await rasterDecoder(file, "jpeg");

    expect([found.width, found.height, found.channels]).toEqual([
      wanted.width,
      wanted.height,
      wanted.channels,
    ]);
    expect(Buffer.compare(Buffer.from(found.data), Buffer.from(wanted.data))).toBe(0);
  });

  test("refuses samples that end too early, though the end marker is there", async () => {
    const file = await detailed().jpeg().toBuffer();
    const cut = Buffer.concat([file.subarray(0, file.length - 200), Buffer.of(0xff, 0xd9)]);

    await expect(
      decodeImage(cut, { rasterDecoder: decodeJpegRaster, name: "a.jpg" }),
    ).rejects.toThrow(
      'decode image "a.jpg": the jpeg data must decode without an error, but the decoder says "libjpeg-turbo cannot read the samples". Copy the file again from its source.',
    );
    expect((await decodeJpegRaster(file)).width).toBe(47);
  });

  test("refuses CMYK", async () => {
    const file = await detailed().toColourspace("cmyk").jpeg().toBuffer();

    await expect(decodeJpegRaster(file)).rejects.toThrow(
      "decode JPEG: a pixel must have 1 or 3 samples, but it has 4. Convert the image to RGB.",
    );
  });
});
