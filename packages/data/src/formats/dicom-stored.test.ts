// Values before the window: the file's own window gives the decoded greys again, and no other grey is lost.

import { describe, expect, test } from "vitest";
import { decodeDicom } from "./dicom.ts";
import { type BuilderValue, buildDicom, radiograph } from "./dicom-builder.test-support.ts";
import type { GreyImage } from "./image.ts";

async function decoded(
  pixels: readonly number[],
  changes: Readonly<Record<string, BuilderValue | undefined>>,
): Promise<GreyImage> {
  return decodeDicom(buildDicom(radiograph(pixels, changes)), { keepStored: true });
}

/** Greys that the stored values give in the file's own window. */
function greysOf({ stored }: GreyImage): number[] {
  if (stored === undefined) return [];
  const { steps, low, high, window, isNegative } = stored;
  return Array.from(steps, (step) => {
    const value = low + (step / 65_535) * (high - low);
    const share = (value - window.low) / (window.high - window.low);
    const grey = Math.min(1, Math.max(0, share));
    return isNegative ? 1 - grey : grey;
  });
}

/** Half a step of the film's range. */
const about = (values: ArrayLike<number>): unknown[] =>
  Array.from(values, (value) => expect.closeTo(value, 3));

const window = { "00281050 DS": "1000", "00281051 DS": "400" };

describe("stored values", () => {
  test("in the file's window are the decoded greys, and reach beyond it", async () => {
    const image = await decoded([0, 850, 1000, 4095], window);

    expect(image.stored).toMatchObject({ low: 0, high: 4095, isNegative: false });
    expect(image.stored?.window).toEqual({ low: 800, high: 1199 });
    expect(greysOf(image)).toEqual(about(image.data));
  });

  test("of MONOCHROME1 are negative", async () => {
    const image = await decoded([700, 900, 1100, 1300], {
      ...window,
      "00280004 CS": "MONOCHROME1",
    });

    expect(image.stored?.isNegative).toBe(true);
    expect(greysOf(image)).toEqual(about(image.data));
  });

  test("are in the unit of the modality transform", async () => {
    const rescale = { "00281052 DS": "-1000", "00281053 DS": "2" };

    const { stored } = await decoded([500, 1000, 1000, 600], { ...rescale, ...window });

    expect(stored).toMatchObject({ low: 0, high: 1000 });
  });

  test("without a window have the percentiles' one", async () => {
    const image = await decoded([100, 200, 300, 400], {});

    expect(image.source.voi).toBe("percentile");
    expect(greysOf(image)).toEqual(about(image.data));
  });

  test("of a film of one value have a range all the same", async () => {
    const { stored } = await decoded([7, 7, 7, 7], window);

    expect(stored).toMatchObject({ low: 7, high: 8 });
    expect([...(stored?.steps ?? [])]).toEqual([0, 0, 0, 0]);
  });

  test("are not given for a sigmoid, nor when nobody asks", async () => {
    const sigmoid = await decoded([0, 850, 1000, 4095], { ...window, "00281056 CS": "SIGMOID" });
    const unasked = await decodeDicom(buildDicom(radiograph([0, 850, 1000, 4095], window)));

    expect(sigmoid.stored).toBeUndefined();
    expect(unasked.stored).toBeUndefined();
  });
});
