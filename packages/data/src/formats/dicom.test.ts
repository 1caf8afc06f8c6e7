// Grey values of hand-built DICOM files, step by step, and everything that is refused.

import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { decodeDicom } from "./dicom.ts";
import {
  type BuilderValue,
  buildDicom,
  buildElements,
  radiograph,
} from "./dicom-builder.test-support.ts";

type Changes = Readonly<Record<string, BuilderValue | undefined>>;

async function greyOf(pixels: readonly number[], changes: Changes = {}): Promise<number[]> {
  return [...(await decodeDicom(buildDicom(radiograph(pixels, changes)))).data];
}

/** Compares to 6 digits: the results are 32-bit floats. */
const about = (values: readonly number[]): unknown[] => values.map((v) => expect.closeTo(v, 6));

const window = (centre: string, width: string, shape?: string): Changes => ({
  "00281050 DS": centre,
  "00281051 DS": width,
  ...(shape === undefined ? {} : { "00281056 CS": shape }),
});

describe("stored values", () => {
  test("bits above the high bit are overlays and are masked", async () => {
    const changes = { "00280101 US": 12, "00280102 US": 11, ...window("2048", "4096") };

    expect(await greyOf([0, 4095, 0xf000, 0x8fff], changes)).toEqual([0, 1, 0, 1]);
  });

  test("a high bit above the stored bits shifts the value", async () => {
    const changes = { "00280101 US": 12, "00280102 US": 15, ...window("2048", "4096") };

    expect(await greyOf([0x000f, 0xfff0, 0, 0xffff], changes)).toEqual([0, 1, 0, 1]);
  });

  test("signed values are read in two's complement of the stored bits", async () => {
    const signed = { "00280101 US": 12, "00280102 US": 11, "00280103 US": 1 };
    const grey = await greyOf([0x800, 0xfff, 0, 0x7ff], { ...signed, ...window("0", "4096") });

    expect(grey).toEqual(about([0, 2047 / 4095, 2048 / 4095, 1]));
  });

  test("8 bits of an odd count are read without their padding", async () => {
    const bits = { "00280100 US": 8, "00280101 US": 8, "00280102 US": 7 };
    const rows = { "00280010 US": 1, "00280011 US": 3, "7fe00010 OW": Uint8Array.of(0, 51, 255) };

    expect(await greyOf([], { ...bits, ...rows })).toEqual(about([0, 0.2, 1]));
  });
});

describe("modality", () => {
  test("slope and intercept come before the window", async () => {
    const rescale = { "00281052 DS": "-1000", "00281053 DS": "2" };
    const grey = await greyOf([500, 550, 600, 0], { ...rescale, ...window("100.5", "201") });

    // 2x − 1000 = 0, 100, 200 in the window 0…200.
    expect(grey).toEqual(about([0, 0.5, 1, 0]));
  });

  test("a negative slope turns light and dark", async () => {
    const rescale = { "00281052 DS": "100", "00281053 DS": "-1" };

    expect(await greyOf([0, 100, 50, 0], { ...rescale, ...window("50.5", "101") })).toEqual(
      about([1, 0, 0.5, 1]),
    );
  });

  test("a modality LUT replaces slope and intercept", async () => {
    const lut = { "00283002 US": [3, 10, 16], "00283006 OW": [0, 200, 100] };
    const changes = { "00283000 SQ": [lut], ...window("100.5", "201") };

    // Inputs below 10 and above 12 take the first and last entry (PS3.3, section C.11.1.1.1).
    expect(await greyOf([0, 10, 11, 99], changes)).toEqual(about([0, 0, 1, 0.5]));
  });
});

describe("window", () => {
  test("LINEAR has its ends at c − 0.5 ± (w − 1) / 2", async () => {
    // PS3.3, section C.11.2.1.2, example of centre 2048 and width 4096: 0 → 0, 4095 → 1.
    expect(await greyOf([0, 4095, 5000, 1000], window("2048", "4096"))).toEqual(
      about([0, 1, 1, 1000 / 4095]),
    );
  });

  test("LINEAR_EXACT has its ends at c ± w / 2", async () => {
    expect(await greyOf([0, 1024, 4096, 5000], window("2048", "4096", "LINEAR_EXACT"))).toEqual(
      about([0, 0.25, 1, 1]),
    );
  });

  test("SIGMOID is 1 / (1 + exp(−4 (x − c) / w))", async () => {
    expect(await greyOf([100, 200, 0, 100], window("100", "100", "SIGMOID"))).toEqual(
      about([0.5, 1 / (1 + Math.exp(-4)), 1 / (1 + Math.exp(4)), 0.5]),
    );
  });

  test("a width of 1 is a threshold", async () => {
    expect(await greyOf([9, 10, 11, 0], window("10", "1"))).toEqual([0, 1, 1, 0]);
  });

  test("the first of several windows counts", async () => {
    expect(await greyOf([0, 201, 50, 0], window("101\\7", "202\\9"))).toEqual(
      about([0, 1, 50 / 201, 0]),
    );
  });

  test.each(["0", "-5", "junk", ""])("a width of %j is no window", async (width) => {
    const image = await decodeDicom(buildDicom(radiograph([1, 2, 3, 4], window("1", width))));

    expect(image.source.voi).toBe("percentile");
  });

  test("a VOI LUT comes before a window", async () => {
    const lut = { "00283002 US": [4, 100, 10], "00283006 OW": [0, 1023, 341, 682] };
    const changes = { "00283010 SQ": [lut], ...window("1", "1") };
    const image = await decodeDicom(buildDicom(radiograph([0, 101, 102, 900], changes)));

    expect([...image.data]).toEqual(about([0, 1, 341 / 1023, 682 / 1023]));
    expect(image.source.voi).toBe("lut");
  });

  test("a VOI LUT may pack entries of 8 bits", async () => {
    const lut = { "00283002 US": [4, 0, 8], "00283006 OW": Uint8Array.of(0, 51, 102, 255) };

    expect(await greyOf([0, 1, 2, 3], { "00283010 SQ": [lut] })).toEqual(about([0, 0.2, 0.4, 1]));
  });

  test("8 bits without a window keep their full range", async () => {
    const bits = { "00280100 US": 8, "00280101 US": 8, "00280102 US": 7 };
    const pixels = { "7fe00010 OW": Uint8Array.of(51, 102, 153, 204) };
    const image = await decodeDicom(buildDicom(radiograph([], { ...bits, ...pixels })));

    expect([...image.data]).toEqual(about([0.2, 0.4, 0.6, 0.8]));
    expect(image.source.voi).toBe("full-range");
  });

  test("more bits without a window take the 0.5 and 99.5 percentiles", async () => {
    // 1000 pixels from 2000 to 2999 but for three that are far out.
    const pixels = Array.from({ length: 1000 }, (_, i) => 2000 + i);
    pixels[0] = 0;
    pixels[998] = 65_535;
    pixels[999] = 65_535;
    const grey = await greyOf(pixels, { "00280010 US": 10, "00280011 US": 100 });

    // The 5th smallest is 2004, the 995th 2994.
    expect(grey[500]).toBeCloseTo((2500 - 2004) / (2994 - 2004), 5);
    expect([grey[0], grey[4], grey[994], grey[999]]).toEqual([0, 0, 1, 1]);
  });

  test("padding has no say in the percentiles", async () => {
    const padding = { "00280120 US": 0 };

    expect(await greyOf([0, 1000, 1500, 2000], padding)).toEqual(about([0, 0, 0.5, 1]));
    expect((await greyOf([0, 1000, 1500, 2000]))[2]).toBeCloseTo(0.75, 6);
  });

  test("a picture of one value is no division by zero", async () => {
    expect(await greyOf([7, 7, 7, 7])).toEqual([0, 0, 0, 0]);
  });
});

describe("photometric interpretation", () => {
  test("MONOCHROME1 is inverted after the window", async () => {
    const changes = { "00280004 CS": "MONOCHROME1", ...window("50.5", "101") };
    const image = await decodeDicom(buildDicom(radiograph([0, 25, 100, 999], changes)));

    expect([...image.data]).toEqual(about([1, 0.75, 0, 0]));
    expect(image.source.inverted).toBe(true);
  });

  test("the luma of YBR_FULL is its first sample", async () => {
    const colour = {
      "00280002 US": 3,
      "00280004 CS": "YBR_FULL",
      "00280006 US": 0,
      "00280100 US": 8,
      "00280101 US": 8,
      "00280102 US": 7,
      "7fe00010 OW": Uint8Array.of(0, 1, 1, 51, 1, 1, 102, 1, 1, 255, 1, 1),
    };

    expect(await greyOf([], colour)).toEqual(about([0, 0.2, 0.4, 1]));
  });
});

test("facts of the file are kept, the patient's name is not", async () => {
  const facts = {
    "00100010 PN": "DOE^JANE",
    "00180015 CS": "CHEST",
    "00185101 CS": "PA",
    "00200020 CS": "L\\F",
    "00200062 CS": "U",
  };
  const { source } = await decodeDicom(buildDicom(radiograph([1, 2, 3, 4], facts)));

  expect(source).toEqual({
    format: "dicom",
    bits: 16,
    channels: 1,
    inverted: false,
    orientation: 1,
    transferSyntax: "1.2.840.10008.1.2.1",
    voi: "percentile",
    modality: "DX",
    view: "PA",
    laterality: "U",
    patientOrientation: "L\\F",
    bodyPart: "CHEST",
  });
});

describe("refusals", () => {
  const name = "a.dcm";

  test.each(["CR", "DX", "DR", "RG", "OT", undefined])("modality %s is read", async (modality) => {
    const file = buildDicom(radiograph([1, 2, 3, 4], { "00080060 CS": modality }));

    expect((await decodeDicom(file)).source.modality).toBe(modality);
  });

  test.each(["CT", "MR", "US", "MG", "NM", "PT", "SR"])(
    "modality %s is refused",
    async (modality) => {
      const file = buildDicom(radiograph([1, 2, 3, 4], { "00080060 CS": modality }));

      await expect(decodeDicom(file, { name })).rejects.toMatchObject({
        tag: "wrong-modality",
        message: `decode image "a.dcm": a DICOM file must be a projection radiograph (CR, DX, DR, RG, OT or no modality), but its modality is ${modality}. Give a chest radiograph.`,
      });
    },
  );

  test("a CT storage class is refused though the modality is silent", async () => {
    const ct = { "00080016 UI": "1.2.840.10008.5.1.4.1.1.2", "00080060 CS": undefined };
    const capture = { ...ct, "00080016 UI": "1.2.840.10008.5.1.4.1.1.7" };

    await expect(decodeDicom(buildDicom(radiograph([1, 2, 3, 4], ct)))).rejects.toMatchObject({
      tag: "wrong-modality",
    });
    expect((await decodeDicom(buildDicom(radiograph([1, 2, 3, 4], capture)))).width).toBe(2);
  });

  test.each([
    [
      "several frames",
      { "00280008 IS": "2" },
      "unsupported",
      "a DICOM file must hold one frame, but it has 2. Export the frame you need.",
    ],
    [
      "a palette",
      { "00280004 CS": "PALETTE COLOR" },
      "unsupported",
      "pixels must be MONOCHROME1, MONOCHROME2, RGB or YBR, but they are PALETTE COLOR with 1 samples. Convert the image to MONOCHROME2.",
    ],
    [
      "32 bits",
      { "00280100 US": 32 },
      "unsupported",
      "grey samples must have 8 or 16 bits, but 32 are allocated. Convert the image to 16 bits MONOCHROME2.",
    ],
    [
      "more bits stored than allocated",
      { "00280101 US": 17, "00280102 US": 16 },
      "corrupt",
      "the stored bits must lie within the 16 allocated, but there are 17 below bit 16. Export the image again.",
    ],
    [
      "no pixel data",
      { "7fe00010 OW": undefined },
      "not-an-image",
      "a DICOM file must have pixel data (7FE0,0010), but it has none. Give an image, not a report.",
    ],
    [
      "fewer pixels than rows and columns",
      { "00280010 US": 3 },
      "truncated",
      "2×3 pixels must take 12 bytes, but the pixel data has 8. Export the image again.",
    ],
    [
      "more pixels than rows and columns",
      { "00280010 US": 1 },
      "corrupt",
      "2×1 pixels must take 4 bytes, but the pixel data has 8. Export the image again.",
    ],
    [
      "a bomb of 65,535²",
      { "00280010 US": 65_535, "00280011 US": 65_535 },
      "too-large",
      "an image may have at most 64000000 pixels, but the file declares 65535×65535 = 4294836225. Give a smaller image.",
    ],
    [
      "no rows",
      { "00280010 US": undefined },
      "corrupt",
      "width and height must be at least 1, but the file declares 2×0. Export the image again.",
    ],
  ])("%s", async (_, changes: Changes, tag, sentence) => {
    const file = buildDicom(radiograph([1, 2, 3, 4], changes));

    await expect(decodeDicom(file, { name })).rejects.toMatchObject({
      tag,
      message: `decode image "a.dcm": ${sentence}`,
    });
  });

  test("a video's transfer syntax is named", async () => {
    const pixels = new Uint8Array(8);
    const file = buildDicom(radiograph([], { "7fe00010 OW": pixels }), "1.2.840.10008.1.2.4.102");

    await expect(decodeDicom(file, { name })).rejects.toMatchObject({
      tag: "unsupported",
      message:
        'decode image "a.dcm": the transfer syntax must be uncompressed, RLE, JPEG, JPEG-LS or JPEG 2000, but it is 1.2.840.10008.1.2.4.102. Convert the file to Explicit VR Little Endian.',
    });
  });

  test("a deflate bomb is refused before it is held", async () => {
    const body = buildElements(radiograph([1, 2, 3, 4]));
    const bomb = new Uint8Array(body.length + 60_000_000);
    bomb.set(body);
    const head = buildDicom({}, "1.2.840.10008.1.2.1.99");
    const file = Uint8Array.from([...head, ...deflateSync(bomb)]);

    await expect(decodeDicom(file, { name, maxPixels: 1_000_000 })).rejects.toMatchObject({
      tag: "too-large",
      message: `decode image "a.dcm": a deflated data set may inflate to at most 19777216 bytes, but this one is larger. Give a smaller image.`,
    });
  });

  test("the same file deflated without the bomb is read", async () => {
    const body = buildElements(radiograph([0, 1, 2, 4], window("2.5", "5")));
    const head = buildDicom({}, "1.2.840.10008.1.2.1.99");
    const file = Uint8Array.from([...head, ...deflateSync(body)]);

    expect([...(await decodeDicom(file)).data]).toEqual(about([0, 0.25, 0.5, 1]));
  });
});
