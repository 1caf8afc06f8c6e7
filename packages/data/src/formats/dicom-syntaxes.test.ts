// Every DICOM transfer syntax against the formulas its fixture was made with.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeDicom } from "./dicom.ts";
import { buildDicom, radiograph } from "./dicom-builder.test-support.ts";
import { encodeUtf8 } from "./utf8.ts";

const width = 40;
const height = 30;

// The formulas of fixtures/make.sh.
const base = Float64Array.from({ length: width * height }, (_, i) => {
  const x = i % width;
  const y = Math.floor(i / width);
  return 4 * x + 3 * y + ((x * y) % 7);
});
const deep = base.map((v, i) => 16 * v + (((i % width) ^ Math.floor(i / width)) % 16));

/** Expected grey in [0, 1] of each picture under the window of its file. */
const expected: Readonly<Record<string, Float64Array>> = {
  grey8: base.map((v) => v / 255),
  grey12: deep.map((v) => v / 4095),
  signed16: deep.map((v) => (8 * v - 16_000 + 32_768) / 65_535),
  rgb: base.map((v) => (0.299 * v + 0.587 * (255 - v) + 0.114 * Math.floor(v / 2)) / 255),
};

function load(file: string): Uint8Array {
  return readFileSync(new URL(`./fixtures/${file}.dcm`, import.meta.url));
}

async function worstDifference(file: string): Promise<number> {
  const image = await decodeDicom(load(file), { name: file });
  const wanted = expected[file.split(/[.-]/)[0] as string] as Float64Array;
  expect([image.width, image.height, image.data.length]).toEqual([width, height, wanted.length]);
  return wanted.reduce(
    (worst, v, i) => Math.max(worst, Math.abs(v - (image.data[i] as number))),
    0,
  );
}

describe("exact transfer syntaxes", () => {
  test.each([
    ["grey8.explicit", "1.2.840.10008.1.2.1"],
    ["grey8.implicit", "1.2.840.10008.1.2"],
    ["grey8.big-endian", "1.2.840.10008.1.2.2"],
    ["grey8.no-header", "1.2.840.10008.1.2.1"],
    ["grey8.no-header-implicit", "1.2.840.10008.1.2"],
    ["grey8.rle", "1.2.840.10008.1.2.5"],
    ["grey8.jpeg-lossless-sv1", "1.2.840.10008.1.2.4.70"],
    ["grey8.jpeg-lossless-p14", "1.2.840.10008.1.2.4.57"],
    ["grey8.jpeg-ls", "1.2.840.10008.1.2.4.80"],
    ["grey8.j2k-lossless", "1.2.840.10008.1.2.4.90"],
    ["grey12.explicit", "1.2.840.10008.1.2.1"],
    ["grey12.implicit", "1.2.840.10008.1.2"],
    ["grey12.big-endian", "1.2.840.10008.1.2.2"],
    ["grey12.deflated", "1.2.840.10008.1.2.1.99"],
    ["grey12.rle", "1.2.840.10008.1.2.5"],
    ["grey12.jpeg-lossless-sv1", "1.2.840.10008.1.2.4.70"],
    ["grey12.jpeg-lossless-p14", "1.2.840.10008.1.2.4.57"],
    ["grey12.jpeg-ls", "1.2.840.10008.1.2.4.80"],
    ["grey12.j2k-lossless", "1.2.840.10008.1.2.4.90"],
    ["signed16.explicit", "1.2.840.10008.1.2.1"],
    ["signed16.implicit", "1.2.840.10008.1.2"],
    ["signed16.big-endian", "1.2.840.10008.1.2.2"],
    ["signed16.rle", "1.2.840.10008.1.2.5"],
    ["signed16.jpeg-lossless-sv1", "1.2.840.10008.1.2.4.70"],
    ["signed16.jpeg-lossless-p14", "1.2.840.10008.1.2.4.57"],
    ["signed16.jpeg-ls", "1.2.840.10008.1.2.4.80"],
    ["signed16.j2k-lossless", "1.2.840.10008.1.2.4.90"],
  ])("%s gives back its picture", async (file, transferSyntax) => {
    const image = await decodeDicom(load(file));
    expect(image.source.transferSyntax).toBe(transferSyntax);

    // Half a step of 16 bits: any wrong stored value is at least two of these away.
    expect(await worstDifference(file)).toBeLessThan(0.5 / 65_535);
  });
});

describe("syntaxes with a loss or a colour conversion", () => {
  // Limits in grey levels of 8 bits; near-lossless JPEG-LS was made with a bound of 2.
  test.each([
    ["grey8.jpeg-ls-near", 2],
    ["grey8.jpeg-baseline", 6],
    ["grey8.jpeg-extended", 6],
    ["grey8.j2k-lossy", 6],
    ["rgb.explicit", 0.5],
    ["rgb-planar.explicit", 0.5],
    ["rgb.rle", 0.5],
    ["rgb.j2k-lossless", 0.5],
    // Labelled YBR_FULL_422; its codec gives RGB.
    ["rgb.jpeg-baseline", 6],
  ])("%s stays within %f levels", async (file, levels) => {
    expect((await worstDifference(file)) * 255).toBeLessThan(levels + 0.01);
  });
});

/** The same file with another Photometric Interpretation (0028,0004), an even number of letters. */
function relabelled(file: string, photometric: string): Uint8Array {
  const bytes = load(file);
  const head = encodeUtf8("\x28\0\x04\0CS\x04\0RGB ");
  const at = bytes.findIndex((_, i) => head.every((byte, k) => bytes[i + k] === byte));
  const element = encodeUtf8(`\x28\0\x04\0CS${String.fromCharCode(photometric.length)}\0`);
  return Uint8Array.of(
    ...bytes.subarray(0, at),
    ...element,
    ...encodeUtf8(photometric),
    ...bytes.subarray(at + head.length),
  );
}

// Both store the samples as they are: this JPEG 2000 was made without its own colour transform.
test.each(["rgb.rle", "rgb.j2k-lossless"])(
  "%s labelled YBR_FULL is read as Y, its first sample",
  async (file) => {
    const { data } = await decodeDicom(relabelled(file, "YBR_FULL"));

    expect([...data].map((v) => Math.round(v * 255))).toEqual([...base]);
  },
);

test("JPEG 2000 with its own colour transform, labelled YBR_RCT, is read as RGB", async () => {
  const bytes = relabelled("rgb.j2k-lossless", "YBR_RCT ");
  const cod = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0x52);
  // The transform flag of the COD segment (ITU-T T.800, section A.6.1).
  bytes[cod + 8] = 1;
  const { data } = await decodeDicom(bytes);

  const clamp = (v: number): number => Math.min(255, Math.max(0, v + 128));
  base.forEach((first, i) => {
    // The stored samples taken for Y, U, V: what the inverse of section G.2 makes of them.
    const [y, u, v] = [first - 128, 127 - first, Math.floor(first / 2) - 128];
    const green = y - Math.floor((u + v) / 4);
    const luma = 0.299 * clamp(v + green) + 0.587 * clamp(green) + 0.114 * clamp(u + green);
    expect(Math.abs((data[i] as number) * 255 - luma)).toBeLessThan(0.51);
  });
});

test("JPEG-LS with one scan per colour is read as RGB", async () => {
  // 2×2: R = 200, 200, 200, 100, G = 10, B = 50, made with charls and interleave mode 0.
  const frame = Buffer.from(
    "ffd8fff70011080002000203011100021100031100ffda00080101000000000000016d9004c0" +
      "ffda00080102000000000792ffda00080103000000000000016292ffd9",
    "hex",
  );
  const elements = radiograph([], {
    "00280002 US": 3,
    "00280004 CS": "RGB",
    "00280006 US": 0,
    "00280100 US": 8,
    "00280101 US": 8,
    "00280102 US": 7,
    "7fe00010 OW": undefined,
  });
  // An empty offset table, one fragment, and the end of the sequence (PS3.5, section A.4).
  const item = [0xfe, 0xff, 0x00, 0xe0];
  const { data } = await decodeDicom(
    Uint8Array.of(
      ...buildDicom(elements, "1.2.840.10008.1.2.4.80"),
      ...[0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 255, 255, 255, 255],
      ...[...item, 0, 0, 0, 0],
      ...[...item, frame.length + 1, 0, 0, 0, ...frame, 0],
      ...[0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0],
    ),
  );

  expect([...data].map((v) => Math.round(v * 255))).toEqual([71, 71, 71, 41]);
});

test("12-bit lossy JPEG is refused by name", async () => {
  const refused = decodeDicom(load("grey12.jpeg-extended"), { name: "a.dcm" });

  await expect(refused).rejects.toMatchObject({
    tag: "unsupported",
    message:
      'decode image "a.dcm": lossy JPEG in DICOM must have 8 bits, but this one has 12. Convert the file to Explicit VR Little Endian.',
  });
});

describe("damage", () => {
  const compressed = [
    "grey8.rle",
    "grey8.jpeg-baseline",
    "grey12.jpeg-lossless-sv1",
    "grey12.jpeg-ls",
    "grey12.j2k-lossless",
    "grey12.deflated",
    "grey12.explicit",
    "grey12.implicit",
  ];

  test.each(compressed)("%s cut anywhere is refused with a tag", async (file) => {
    const whole = load(file);
    for (let share = 0.02; share < 1; share += 0.035) {
      const cut = whole.slice(0, Math.floor(whole.length * share));

      await expect(decodeDicom(cut), `cut to ${cut.length}`).rejects.toMatchObject({
        name: "ImageDecodeError",
      });
    }
  });

  test.each(compressed)("%s with changed bytes decodes or is refused with a tag", async (file) => {
    const whole = load(file);
    for (let k = 0; k < 60; k++) {
      const bytes = whole.slice();
      for (let n = 0; n < 8; n++)
        bytes[(k * 7919 + n * 104_729) % bytes.length] = (k * 37 + n) & 255;
      const result = await decodeDicom(bytes).catch((error: unknown) => error);

      const isRefusal = result instanceof Error && result.name === "ImageDecodeError";
      expect(isRefusal || !(result instanceof Error), String(result)).toBe(true);
    }
  });
});

describe("after a codec has failed", () => {
  // Overwritten behind the frame's size, so that it is the compiled code that throws.
  test.each([
    ["grey8.jpeg-baseline", 0xd8, 300],
    ["grey8.jpeg-ls", 0xd8, 40],
    ["grey8.j2k-lossless", 0x4f, 50],
  ])("%s decodes again with a fresh codec, every time", async (file, startMarker, behind) => {
    const damaged = load(file).slice();
    const start = damaged.findIndex((byte, i) => byte === 0xff && damaged[i + 1] === startMarker);
    damaged.fill(0x55, start + behind, damaged.length - 40);

    for (let round = 0; round < 2; round++) {
      await expect(decodeDicom(damaged)).rejects.toMatchObject({ tag: "corrupt" });
      expect((await decodeDicom(load(file))).width).toBe(width);
    }
  });
});
