// Turns stored DICOM values into grey: modality transform, window, and inversion, as one table.

/// <reference path="./codec-modules.d.ts" />
import type { DicomDataSet } from "dicom-parser";
import type { VoiSource } from "./image.ts";

/** How a stored sample holds its value (PS3.5, section 8.1.1). */
export type StoredFormat = {
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
};

/** Grey in [0, 1] for every bit pattern of a stored sample, and where the window came from. */
export type GreyTable = {
  readonly grey: Float32Array;
  readonly voi: VoiSource;
  /** Value of every pattern after the modality transform. */
  readonly values: Float64Array;
  /** Values that become 0 and 1 where the window is linear. */
  readonly ends: Ends | undefined;
};

type Ends = { readonly low: number; readonly high: number };

/** A DICOM lookup table (PS3.3, section C.11.1.1): inputs below and above clamp to its ends. */
type Lookup = { readonly first: number; readonly bits: number; readonly values: Uint16Array };

type Transform = (value: number) => number;

/**
 * Builds the table from stored bit patterns to grey: sign and mask → modality LUT or rescale → VOI
 * LUT, window, full range (8 bits) or percentiles → inversion of MONOCHROME1.
 *
 * @param pixels stored samples, needed only for the percentiles
 * @param format bits of a sample
 * @see PS3.4, section N.2, for the order
 */
export function greyTable(
  dataSet: DicomDataSet,
  pixels: Uint8Array | Uint16Array,
  format: StoredFormat,
  isInverted: boolean,
): GreyTable {
  const patterns = pixels instanceof Uint8Array ? 256 : 65_536;
  const modality = modalityTransform(dataSet, format);
  const values = Float64Array.from({ length: patterns }, (_, p) =>
    modality(storedValue(p, format)),
  );
  const { transform, voi, ends } = voiTransform(dataSet, values, pixels, format, modality);
  const grey = new Float32Array(patterns);
  for (let p = 0; p < patterns; p++) {
    const value = Math.min(1, Math.max(0, transform(values[p] as number)));
    grey[p] = isInverted ? 1 - value : value;
  }
  return { grey, voi, values, ends };
}

/** Value of a bit pattern: the stored bits below `highBit`, in two's complement when signed. */
function storedValue(pattern: number, { bitsStored, highBit, isSigned }: StoredFormat): number {
  const bits = (pattern >> (highBit + 1 - bitsStored)) & (2 ** bitsStored - 1);
  return isSigned && bits >= 2 ** (bitsStored - 1) ? bits - 2 ** bitsStored : bits;
}

function modalityTransform(dataSet: DicomDataSet, format: StoredFormat): Transform {
  const lookup = readLookup(dataSet, "x00283000", format.isSigned);
  if (lookup !== undefined) return (value) => lookUp(lookup, value);
  const slope = finite(dataSet.floatString("x00281053")) ?? 1;
  const intercept = finite(dataSet.floatString("x00281052")) ?? 0;
  return (value) => value * slope + intercept;
}

function voiTransform(
  dataSet: DicomDataSet,
  values: Float64Array,
  pixels: Uint8Array | Uint16Array,
  format: StoredFormat,
  modality: Transform,
): { transform: Transform; voi: VoiSource; ends: Ends | undefined } {
  const { bitsStored, isSigned } = format;
  const lookup = readLookup(
    dataSet,
    "x00283010",
    values.some((value) => value < 0),
  );
  if (lookup !== undefined) {
    const white = 2 ** lookup.bits - 1;
    const transform = (value: number): number => lookUp(lookup, value) / white;
    return { transform, voi: "lut", ends: undefined };
  }
  const centre = finite(dataSet.floatString("x00281050"));
  const width = finite(dataSet.floatString("x00281051"));
  if (centre !== undefined && width !== undefined && width > 0) {
    const shape = dataSet.string("x00281056") ?? "LINEAR";
    const transform = windowTransform(centre, width, shape);
    return { transform, voi: "window", ends: windowEnds(centre, width, shape) };
  }
  if (bitsStored <= 8) {
    const least = isSigned ? -(2 ** (bitsStored - 1)) : 0;
    const sides = [modality(least), modality(least + 2 ** bitsStored - 1)] as const;
    const ends = { low: Math.min(...sides), high: Math.max(...sides) };
    return { transform: between(ends.low, ends.high), voi: "full-range", ends };
  }
  const [low, high] = percentiles(values, pixels, paddingValues(dataSet, format, modality));
  return { transform: between(low, high), voi: "percentile", ends: { low, high } };
}

/** PS3.3, section C.11.2.1.2 (LINEAR), C.11.2.1.3.2 (LINEAR_EXACT) and C.11.2.1.3.1 (SIGMOID). */
function windowTransform(centre: number, width: number, shape: string): Transform {
  if (shape === "SIGMOID") return (value) => 1 / (1 + Math.exp((-4 * (value - centre)) / width));
  if (shape === "LINEAR_EXACT") return (value) => (value - centre) / width + 0.5;
  // A width of 1 is a threshold at c − 0.5.
  if (width <= 1) return (value) => (value > centre - 0.5 ? 1 : 0);
  return (value) => (value - (centre - 0.5)) / (width - 1) + 0.5;
}

/** Values at which a linear window gives 0 and 1; undefined for the others. */
function windowEnds(centre: number, width: number, shape: string): Ends | undefined {
  if (shape === "SIGMOID") return undefined;
  const [middle, span] = shape === "LINEAR_EXACT" ? [centre, width] : [centre - 0.5, width - 1];
  return span > 0 ? { low: middle - span / 2, high: middle + span / 2 } : undefined;
}

function between(low: number, high: number): Transform {
  const span = high > low ? high - low : 1;
  return (value) => (value - low) / span;
}

/**
 * The 0.5 and 99.5 percentiles of the picture, so that a burnt-in marker or a dead pixel does not
 * decide the contrast. Padding is left out.
 */
function percentiles(
  values: Float64Array,
  pixels: Uint8Array | Uint16Array,
  padding: readonly [number, number] | undefined,
): readonly [number, number] {
  const histogram = new Float64Array(values.length);
  for (let i = 0; i < pixels.length; i++) {
    const p = pixels[i] as number;
    histogram[p] = (histogram[p] as number) + 1;
  }
  let seen = [...histogram.keys()].filter((p) => histogram[p] !== 0);
  if (padding !== undefined) {
    const [first, last] = padding;
    const inside = seen.filter(
      (p) => !((values[p] as number) >= first && (values[p] as number) <= last),
    );
    if (inside.length > 0) seen = inside;
  }
  seen.sort((a, b) => (values[a] as number) - (values[b] as number));
  const total = seen.reduce((sum, p) => sum + (histogram[p] as number), 0);
  const at = (share: number): number => {
    let sum = 0;
    for (const p of seen) {
      sum += histogram[p] as number;
      if (sum >= share * total) return values[p] as number;
    }
    return values[seen.at(-1) as number] as number;
  };
  return [at(0.005), at(0.995)];
}

/** Pixel Padding Value and Range Limit (PS3.3, section C.7.5.1.1.2) as modality values. */
function paddingValues(
  dataSet: DicomDataSet,
  { isSigned }: StoredFormat,
  modality: Transform,
): readonly [number, number] | undefined {
  const read = (tag: string): number | undefined =>
    isSigned ? dataSet.int16(tag) : dataSet.uint16(tag);
  const first = read("x00280120");
  if (first === undefined) return undefined;
  const ends = [modality(first), modality(read("x00280121") ?? first)];
  return [Math.min(...ends), Math.max(...ends)];
}

/** Reads the first item of a LUT sequence; undefined where it is absent or unusable. */
function readLookup(dataSet: DicomDataSet, tag: string, isSigned: boolean): Lookup | undefined {
  const item = dataSet.elements[tag]?.items?.[0]?.dataSet;
  const element = item?.elements["x00283006"];
  const count = item?.uint16("x00283002", 0);
  const bits = item?.uint16("x00283002", 2);
  const first = isSigned ? item?.int16("x00283002", 1) : item?.uint16("x00283002", 1);
  if (item === undefined || element === undefined || bits === undefined) return undefined;
  if (count === undefined || first === undefined || bits < 1 || bits > 16) return undefined;
  // 0 stands for 65,536 entries; entries of 8 bits may be packed two to a word.
  const entries = count === 0 ? 65_536 : count;
  const isPacked = element.length < entries * 2;
  if (element.length < entries) return undefined;
  const values = new Uint16Array(entries);
  for (let i = 0; i < entries; i++) {
    const packed = item.byteArray[element.dataOffset + i] as number;
    values[i] = isPacked ? packed : (item.uint16("x00283006", i) as number);
  }
  return { first, bits, values };
}

function lookUp({ first, values }: Lookup, value: number): number {
  const index = Math.min(values.length - 1, Math.max(0, Math.round(value) - first));
  return values[index] as number;
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
