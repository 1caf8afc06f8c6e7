// Phantom films as files of every format that the page opens.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makePhantom } from "@pleura/data";
import { type BuilderValue, buildDicom } from "@pleura/data/test-dicom";
import { encode } from "fast-png";
import sharp from "sharp";

/** A file in memory, as Playwright takes it too. */
export interface FilmFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Grey values in [0, 1], `[height, width]`. */
interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A phantom, its lower rows cut off so that it is no square. */
export function phantomGrey(index: number, width: number, height: number = width): Grey {
  const { image } = makePhantom({ seed: 77, index, size: Math.max(width, height) });
  if (width < height) throw new RangeError("A film here is at least as wide as high.");
  return { width, height, data: image.subarray(0, width * height) };
}

const whole = (value: number, most: number) => Math.round(value * most);

/** PNG of 8 or 16 bits, in grey or, with 3 channels, coloured a little. */
export function pngFilm(name: string, grey: Grey, depth: 8 | 16 = 8, channels = 1): FilmFile {
  const { width, height } = grey;
  const most = 2 ** depth - 1;
  const data =
    depth === 8
      ? new Uint8Array(width * height * channels)
      : new Uint16Array(width * height * channels);
  for (let at = 0; at < data.length; at += 1) {
    // Each channel is a little darker than the one before it.
    const tint = 1 - 0.1 * (at % channels);
    data[at] = whole((grey.data[Math.floor(at / channels)] ?? 0) * tint, most);
  }
  const bytes = encode({ width, height, data, depth, channels });
  return { name, mimeType: "image/png", buffer: Buffer.from(bytes) };
}

/** JPEG of quality 90, or WebP without loss. */
export async function compressedFilm(
  name: string,
  grey: Grey,
  format: "jpeg" | "webp",
): Promise<FilmFile> {
  const { width, height } = grey;
  const data = Uint8Array.from(grey.data, (value) => whole(value, 255));
  const image = sharp(data, { raw: { width, height, channels: 1 } });
  const buffer =
    format === "jpeg"
      ? await image.jpeg({ quality: 90 }).toBuffer()
      : await image.webp({ lossless: true }).toBuffer();
  return { name, mimeType: `image/${format}`, buffer };
}

/**
 * DICOM of 12 bits in 16, explicit little-endian.
 *
 * @param changes elements that replace or join the usual ones
 */
export function dicomFilm(
  name: string,
  grey: Grey,
  changes: Readonly<Record<string, BuilderValue>> = {},
): FilmFile {
  const { width, height } = grey;
  const isInverted = changes["00280004 CS"] === "MONOCHROME1";
  const pixels = Uint16Array.from(grey.data, (value) =>
    whole(isInverted ? 1 - value : value, 4095),
  );
  const elements: Record<string, BuilderValue> = {
    "00080060 CS": "DX",
    "00100010 PN": "Phantom^Film",
    "00100020 LO": `P-${name}`,
    "00280002 US": 1,
    "00280004 CS": "MONOCHROME2",
    "00280010 US": height,
    "00280011 US": width,
    "00280100 US": 16,
    "00280101 US": 12,
    "00280102 US": 11,
    "00280103 US": 0,
    "7fe00010 OW": new Uint8Array(pixels.buffer),
    ...changes,
  };
  const sorted = Object.entries(elements).sort(([a], [b]) => (a < b ? -1 : 1));
  const buffer = Buffer.from(buildDicom(Object.fromEntries(sorted)));
  return { name, mimeType: "application/dicom", buffer };
}

/** A window of grey levels, as DICOM writes it. */
export function windowOf(centre: number, width: number): Record<string, BuilderValue> {
  return { "00281050 DS": String(centre), "00281051 DS": String(width) };
}

/** Twenty films of all formats and depths, of several shapes. */
export async function twentyFilms(): Promise<FilmFile[]> {
  const lut = Uint16Array.from({ length: 4096 }, (_, value) =>
    whole(Math.sqrt(value / 4095), 65_535),
  );
  const voiLut = {
    "00283010 SQ": [
      {
        "00283002 US": [4096, 0, 16],
        "00283006 OW": new Uint8Array(lut.buffer),
      },
    ],
  };
  return [
    pngFilm("a-8bit-64.png", phantomGrey(1, 64)),
    pngFilm("b-8bit-odd.png", phantomGrey(2, 131, 97)),
    pngFilm("c-8bit-large.png", phantomGrey(3, 400)),
    pngFilm("d-8bit-small.png", phantomGrey(4, 33)),
    pngFilm("e-8bit-colour.png", phantomGrey(5, 120), 8, 3),
    pngFilm("f-8bit-wide.png", phantomGrey(6, 256, 90)),
    pngFilm("g-16bit-64.png", phantomGrey(7, 64), 16),
    pngFilm("h-16bit-odd.png", phantomGrey(8, 173, 150), 16),
    pngFilm("i-16bit-large.png", phantomGrey(9, 320), 16),
    dicomFilm("j-plain.dcm", phantomGrey(10, 128)),
    dicomFilm("k-window.dcm", phantomGrey(11, 128), windowOf(2000, 3000)),
    dicomFilm("l-narrow.dcm", phantomGrey(12, 150, 110), windowOf(1800, 1200)),
    dicomFilm("m-monochrome1.dcm", phantomGrey(13, 96), { "00280004 CS": "MONOCHROME1" }),
    dicomFilm("n-voi-lut.dcm", phantomGrey(14, 96), voiLut),
    dicomFilm("o-lut-and-window.dcm", phantomGrey(15, 96), { ...voiLut, ...windowOf(2000, 3000) }),
    dicomFilm("without-ending", phantomGrey(16, 96)),
    await compressedFilm("q-lossless.webp", phantomGrey(17, 140), "webp"),
    await compressedFilm("r-photo.jpg", phantomGrey(18, 200), "jpeg"),
    await compressedFilm("s-photo-odd.jpg", phantomGrey(19, 211, 157), "jpeg"),
    await compressedFilm("t-named-wrongly.png", phantomGrey(20, 100), "jpeg"),
  ];
}

/** Writes films into a folder; gives their paths. */
export function writeFilms(folder: string, films: readonly FilmFile[]): string[] {
  mkdirSync(folder, { recursive: true });
  return films.map(({ name, buffer }) => {
    const path = join(folder, name);
    writeFileSync(path, buffer);
    return path;
  });
}
