// The one shape of a decoded grey image, whatever file it came from, and its size limit.

import { ImageDecodeError } from "./image-decode-error.ts";

/** File formats that decode to a {@link GreyImage}. */
export type ImageFormat = "png" | "jpeg" | "webp" | "dicom";

/** How the stored numbers became grey values in a DICOM file. */
export type VoiSource = "window" | "lut" | "percentile" | "full-range";

/** What the file said about itself. Nothing here identifies a patient. */
export type ImageSource = {
  readonly format: ImageFormat;
  /** Bits per sample as stored: 1–16. */
  readonly bits: number;
  /** Samples per pixel in the file, before luma and alpha were resolved. */
  readonly channels: number;
  /** True when the file stored white as 0 (MONOCHROME1) and the values were inverted for it. */
  readonly inverted: boolean;
  /** EXIF orientation 1–8 that has been undone; 1 = stored upright. */
  readonly orientation: number;
  /** DICOM only: Modality, for example `DX`. */
  readonly modality?: string;
  /** DICOM only: View Position, for example `PA`, `AP`, `LL`. */
  readonly view?: string;
  /** DICOM only: Image Laterality or Laterality, `L`, `R`, `B` or `U`. */
  readonly laterality?: string;
  /** DICOM only: Patient Orientation, for example `L\F`. */
  readonly patientOrientation?: string;
  /** DICOM only: Body Part Examined, for example `CHEST`. */
  readonly bodyPart?: string;
  /** DICOM only: transfer syntax UID. */
  readonly transferSyntax?: string;
  /** DICOM only: where the grey window came from. */
  readonly voi?: VoiSource;
};

/**
 * A film's values before its window, for a viewer whose window may be another: those of the modality
 * transform (PS3.3, section C.11.1).
 */
export type StoredValues = {
  /** Steps `[height, width]`: value = low + step / 65,535 · (high − low). */
  readonly steps: Uint16Array;
  /** Least and greatest value of the film. */
  readonly low: number;
  readonly high: number;
  /** The file's own window as the values that become black and white, linear between; of MONOCHROME1 the other way. */
  readonly window: { readonly low: number; readonly high: number };
  /** True for MONOCHROME1: low values are bright. */
  readonly isNegative: boolean;
};

/** One decoded grey image: row-major, 0 = black, `maxValue` = white, upright, never inverted. */
export type GreyImage = {
  /** Columns, pixels. */
  readonly width: number;
  /** Rows, pixels. */
  readonly height: number;
  /** Grey values `[height, width]`. */
  readonly data: Uint8Array | Uint16Array | Float32Array;
  /** The value that means white: 255, 65535, or 1 for floats. */
  readonly maxValue: number;
  readonly source: ImageSource;
  /** When asked for, and where the window of a DICOM file is linear. */
  readonly stored?: StoredValues;
};

/** What every decoder takes besides the bytes. */
export type DecodeOptions = {
  /** File name, only for error messages: the format is told from the bytes. */
  readonly name?: string | undefined;
  /** Largest width × height accepted; {@link DEFAULT_MAX_PIXELS} when absent. */
  readonly maxPixels?: number | undefined;
  /** DICOM: gives {@link GreyImage.stored} too, which costs two bytes per pixel. */
  readonly keepStored?: boolean | undefined;
};

/**
 * 64 megapixels. The largest detectors give 4280×3520 = 15 MP; a bomb of 60,000² declares 3,600 MP.
 */
export const DEFAULT_MAX_PIXELS = 64_000_000;

/** Largest side in pixels, what JPEG (ITU-T T.81) and DICOM (PS3.3) can declare in 16 bits. */
const MAX_SIDE = 65_535;

/**
 * Refuses sizes of 0 or over the limits, before anything is allocated.
 *
 * @throws {ImageDecodeError} tag `corrupt` for a side of 0, `too-large` over a limit
 */
export function checkImageSize(width: number, height: number, options: DecodeOptions): void {
  const limit = options.maxPixels ?? DEFAULT_MAX_PIXELS;
  if (width < 1 || height < 1) {
    throw new ImageDecodeError("corrupt", {
      name: options.name,
      must: "width and height must be at least 1",
      given: `the file declares ${width}×${height}`,
      advice: "Export the image again.",
    });
  }
  if (width * height > limit) {
    throw new ImageDecodeError("too-large", {
      name: options.name,
      must: `an image may have at most ${limit} pixels`,
      given: `the file declares ${width}×${height} = ${width * height}`,
      advice: "Give a smaller image.",
    });
  }
  if (Math.max(width, height) > MAX_SIDE) {
    throw new ImageDecodeError("too-large", {
      name: options.name,
      must: `an image may have sides of at most ${MAX_SIDE} pixels`,
      given: `the file declares ${width}×${height}`,
      advice: "Give a smaller image.",
    });
  }
}
