// The fate of every file of ../shared/raw-samples: read with which size, or refused with which tag.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { decodeImage, type GreyImage, prepareImage } from "@pleura/data";
import { describe, expect, test } from "vitest";
import { createRasterDecoder } from "./raster-decoder.ts";

const folder = new URL("../../../../../shared/raw-samples/", import.meta.url);
const isHere = existsSync(folder);
const rasterDecoder = createRasterDecoder();

const loaded = new Map<string, Promise<GreyImage>>();

/** Decodes a file once; several tests look at the same picture. */
function load(file: string): Promise<GreyImage> {
  const bytes = (): Uint8Array => readFileSync(new URL(file, folder));
  const image = loaded.get(file) ?? decodeImage(bytes(), { name: file, rasterDecoder });
  loaded.set(file, image);
  return image;
}

/** Grey values in 0–1. */
function greyOf({ data, maxValue }: GreyImage): Float32Array {
  return Float32Array.from(data, (value) => value / maxValue);
}

/** Largest and mean absolute difference of two pictures, in 0–1. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): { worst: number; mean: number } {
  let worst = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs((a[i] as number) - (b[i] as number));
    worst = Math.max(worst, d);
    sum += d;
  }
  return { worst, mean: sum / a.length };
}

const PREPARED = { size: 128, fit: "pad" } as const;

/** File, format, width, height, mean grey: by Pillow 9.4 for PNG, JPEG and WebP. */
const READ = [
  ["01-nih-gray8-1024.png", "png", 1024, 1024, 0.5835],
  ["02-nih-rgba-1024.png", "png", 1024, 1024, 0.6494],
  ["03-huge-4280x3520.jpg", "jpeg", 4280, 3520, 0.6444],
  ["04-portrait-3024x4032.jpg", "jpeg", 3024, 4032, 0.626],
  ["05-png-named-jpg-rgba.jpg", "png", 534, 462, 0.572],
  ["06-colour-tint.jpg", "jpeg", 685, 823, 0.609],
  ["09-webp.webp", "webp", 1024, 922, 0.5968],
  ["10-webp-named-png.png", "webp", 768, 648, 0.4728],
  ["11-small-298x294.jpg", "jpeg", 298, 294, 0.6607],
  ["12-lateral-2200x2624.jpg", "jpeg", 2200, 2624, 0.3941],
  ["13-not-a-cxr-ct-axial.jpg", "jpeg", 512, 512, 0.43],
  ["14-partial-zoom.jpeg", "jpeg", 1017, 1024, 0.5443],
  ["15-paediatric-kermany.jpeg", "jpeg", 1152, 760, 0.4492],
  ["20-dx-implicitvr-mono2.dcm", "dicom", 1024, 1024, 0.7061],
  ["22-cr-jpegbaseline-mono2.dcm", "dicom", 1024, 1024, 0.629],
  ["23-cr-jpegbaseline-mono1-fake.dcm", "dicom", 1024, 1024, 0.371],
  ["24-cr-jpeg2000-mono1-15bit.dcm", "dicom", 1841, 1955, 0.7536],
  ["derived/cr-explicitvr-mono1-15bit.dcm", "dicom", 921, 978, 0.7537],
  ["derived/exif-rotated.jpg", "jpeg", 298, 294, 0.6607],
  ["derived/gray16-mono1.png", "png", 921, 978, 0.1128],
  ["derived/inverted.png", "png", 1024, 1024, 0.4165],
  ["derived/palette.png", "png", 512, 512, 0.5836],
] as const;

const REFUSED = [
  ["21-wrong-modality-ct.dcm", "wrong-modality"],
  ["25-html-named-dcm.dcm", "not-an-image"],
  ["README.txt", "not-an-image"],
  ["index.csv", "not-an-image"],
  ["derived/broken-truncated.dcm", "truncated"],
  ["derived/broken-truncated.jpg", "truncated"],
  ["derived/broken-truncated.png", "truncated"],
  ["derived/empty.png", "empty"],
] as const;

describe.skipIf(!isHere)("raw samples of ../shared/raw-samples", () => {
  test("every file has a row in one of the two tables", () => {
    const derived = readdirSync(new URL("derived/", folder)).map((file) => `derived/${file}`);
    const files = [...readdirSync(folder), ...derived].filter((file) => file !== "derived");

    expect(files.sort()).toEqual([...READ, ...REFUSED].map(([file]) => file as string).sort());
  });

  test.each(READ)("%s is read as %s of %i×%i", async (file, format, width, height, mean) => {
    const image = await load(file);

    const grey = greyOf(image);
    expect([image.source.format, image.width, image.height]).toEqual([format, width, height]);
    expect(grey.reduce((sum, value) => sum + value, 0) / grey.length).toBeCloseTo(mean, 3);
  });

  test.each(REFUSED)("%s is refused as %s, by name", async (file, tag) => {
    await expect(load(file)).rejects.toMatchObject({
      tag,
      message: expect.stringContaining(`decode image "${file}": `),
    });
  });

  test("inverted.png is exactly 255 − 01", async () => {
    const plain = await load("01-nih-gray8-1024.png");
    const inverted = await load("derived/inverted.png");

    expect(inverted.data).toEqual(plain.data.map((value) => 255 - value));
  });

  test("MONOCHROME1 of 23 is 22 inverted", async () => {
    const plain = await load("22-cr-jpegbaseline-mono2.dcm");
    const fake = await load("23-cr-jpegbaseline-mono1-fake.dcm");

    const back = fake.data.map((value) => 1 - value);
    expect([plain.source.inverted, fake.source.inverted]).toEqual([false, true]);
    expect(difference(plain.data, back).worst).toBeLessThan(1e-6);
  });

  test("the uncompressed DICOM is every second pixel of the JPEG 2000 one", async () => {
    const whole = await load("24-cr-jpeg2000-mono1-15bit.dcm");
    const half = await load("derived/cr-explicitvr-mono1-15bit.dcm");

    const { width } = half;
    const picked = half.data.map(
      (_, i) => whole.data[2 * Math.floor(i / width) * whole.width + 2 * (i % width)] as number,
    );
    expect(difference(half.data, picked).worst).toBe(0);
    expect(half.source).toMatchObject({ bits: 15, modality: "CR", view: "PA", voi: "window" });
  });

  test("the 16-bit PNG holds the stored values that the DICOM windows and inverts", async () => {
    const stored = await load("derived/gray16-mono1.png");
    const shown = await load("derived/cr-explicitvr-mono1-15bit.dcm");

    // Centre 15000, width 30000, LINEAR: y = x / 29999 (PS3.3, section C.11.2.1.2).
    const windowed = Float32Array.from(stored.data, (x) => 1 - Math.min(1, x / 29_999));
    expect(difference(windowed, shown.data).worst).toBeLessThan(1e-6);
  });

  test("air is dark in the MONOCHROME1 radiograph", async () => {
    const { data } = prepareImage(await load("24-cr-jpeg2000-mono1-15bit.dcm"), PREPARED);

    // Mediastinum and abdomen in the lower middle against the lungs' sides above.
    const meanOf = (x0: number, x1: number, y0: number, y1: number): number => {
      let sum = 0;
      for (let y = y0; y < y1; y++)
        for (let x = x0; x < x1; x++) sum += data[y * 128 + x] as number;
      return sum / ((x1 - x0) * (y1 - y0));
    };
    expect(meanOf(56, 72, 100, 120)).toBeGreaterThan(meanOf(36, 46, 40, 60) + 0.1);
  });

  test("the palette PNG looks like the grey one", async () => {
    const grey = prepareImage(await load("01-nih-gray8-1024.png"), PREPARED);
    const palette = prepareImage(await load("derived/palette.png"), PREPARED);

    // 64 colours are steps of 4 levels.
    expect(difference(grey.data, palette.data).mean).toBeLessThan(2 / 255);
  });

  test("the EXIF-rotated JPEG stands upright", async () => {
    const upright = await load("11-small-298x294.jpg");
    const rotated = await load("derived/exif-rotated.jpg");

    expect(rotated.source.orientation).toBe(8);
    // Saved as JPEG a second time.
    expect(difference(greyOf(upright), greyOf(rotated)).mean).toBeLessThan(3 / 255);
  });
});
