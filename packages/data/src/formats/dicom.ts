// Decodes a DICOM radiograph to grey values.

/// <reference path="./codec-modules.d.ts" />
import type { DicomDataSet, DicomElement } from "dicom-parser";
import {
  type Codec,
  codecOf,
  decompress,
  interleave,
  type PixelLayout,
  type StoredPixels,
} from "./dicom-codecs.ts";
import { openDicom } from "./dicom-dataset.ts";
import { greyTable, type StoredFormat } from "./dicom-grey.ts";
import { storedValues } from "./dicom-stored.ts";
import { checkImageSize, type DecodeOptions, type GreyImage } from "./image.ts";
import { ImageDecodeError, type ImageDecodeTag } from "./image-decode-error.ts";
import { toGrey } from "./luma.ts";
import { plainBytes } from "./plain-bytes.ts";

/** Projection radiography; OT and a missing modality are secondary captures, which we accept. */
const MODALITIES = new Set(["CR", "DX", "DR", "RG", "OT", ""]);

/** Storage classes of other modalities, for files whose Modality says nothing (PS3.4, B.5). */
const OTHER_STORAGE =
  /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(2|3\.1|4|6\.1|7\.\d|20|77\.1|88|128|481)(\.|$)/;
const SECONDARY_CAPTURE = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7\.\d$/;

const BIG_ENDIAN = "1.2.840.10008.1.2.2";
const UNCOMPRESSED = new Set([
  "1.2.840.10008.1.2",
  "1.2.840.10008.1.2.1",
  "1.2.840.10008.1.2.1.99",
  BIG_ENDIAN,
]);

/**
 * Decodes one radiograph from a DICOM file: stored value → modality LUT or rescale → VOI LUT or
 * window (without either: the full range for 8 bits, else the 0.5–99.5 percentiles) → MONOCHROME1
 * inverted → [0, 1]. RGB and YBR_FULL of 8 bits become luma.
 *
 * @returns values `[height, width]` in [0, 1]
 * @throws {ImageDecodeError} `wrong-modality` for CT, MR and others, `unsupported` for several
 * frames, palettes, 12-bit JPEG and unknown transfer syntaxes, and the tags of damage
 */
export async function decodeDicom(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<GreyImage> {
  const { dataSet, transferSyntax } = await openDicom(plainBytes(bytes), options);
  const modality = text(dataSet, "x00080060");
  checkKind(dataSet, modality, options);
  const element = pixelElement(dataSet, options);
  const { layout, format, photometric } = readLayout(dataSet, options);
  const codec = UNCOMPRESSED.has(transferSyntax) ? undefined : codecOf(transferSyntax, options);
  const pixels =
    codec === undefined
      ? readUncompressed(dataSet, element, layout, transferSyntax === BIG_ENDIAN, options)
      : await decompress(joinFragments(dataSet, element, options), codec, layout, options);
  const { width, height } = layout;
  const isInverted = photometric === "MONOCHROME1";
  const plane =
    layout.samples === 3 ? colourToGrey(dataSet, pixels, layout, photometric, codec) : pixels;
  const table = greyTable(dataSet, plane, format, isInverted);
  const { grey, voi } = table;
  const data = new Float32Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = grey[plane[i] as number] as number;
  const stored = options.keepStored ? storedValues(plane, table, isInverted) : undefined;
  const laterality = text(dataSet, "x00200062") || text(dataSet, "x00200060");
  return {
    width,
    height,
    data,
    maxValue: 1,
    ...(stored !== undefined && { stored }),
    source: {
      format: "dicom",
      bits: format.bitsStored,
      channels: layout.samples,
      inverted: isInverted,
      orientation: 1,
      transferSyntax,
      voi,
      ...fact("modality", modality),
      ...fact("view", text(dataSet, "x00185101")),
      ...fact("laterality", laterality),
      ...fact("patientOrientation", text(dataSet, "x00200020")),
      ...fact("bodyPart", text(dataSet, "x00180015")),
    },
  };
}

function text(dataSet: DicomDataSet, tag: string): string {
  return dataSet.string(tag)?.trim() ?? "";
}

function fact<Key extends string>(key: Key, value: string): { [K in Key]?: string } {
  return value === "" ? {} : ({ [key]: value } as { [K in Key]?: string });
}

function checkKind(dataSet: DicomDataSet, modality: string, options: DecodeOptions): void {
  const must = "a DICOM file must be a projection radiograph (CR, DX, DR, RG, OT or no modality)";
  const advice = "Give a chest radiograph.";
  if (!MODALITIES.has(modality)) {
    throw refuse("wrong-modality", options, must, `its modality is ${modality}`, advice);
  }
  const storage = text(dataSet, "x00080016");
  if (OTHER_STORAGE.test(storage) && !SECONDARY_CAPTURE.test(storage)) {
    throw refuse("wrong-modality", options, must, `its storage class is ${storage}`, advice);
  }
  const frames = dataSet.intString("x00280008") ?? 1;
  if (frames > 1) {
    const given = `it has ${frames}`;
    const todo = "Export the frame you need.";
    throw refuse("unsupported", options, "a DICOM file must hold one frame", given, todo);
  }
}

function pixelElement(dataSet: DicomDataSet, options: DecodeOptions): DicomElement {
  const element = dataSet.elements["x7fe00010"];
  if (element !== undefined) return element;
  const must = "a DICOM file must have pixel data (7FE0,0010)";
  throw refuse("not-an-image", options, must, "it has none", "Give an image, not a report.");
}

type Layout = {
  readonly layout: PixelLayout;
  readonly format: StoredFormat;
  readonly photometric: string;
};

function readLayout(dataSet: DicomDataSet, options: DecodeOptions): Layout {
  const number = (tag: string, otherwise: number): number => dataSet.uint16(tag) ?? otherwise;
  const height = number("x00280010", 0);
  const width = number("x00280011", 0);
  checkImageSize(width, height, options);
  const samples = number("x00280002", 1);
  const photometric = text(dataSet, "x00280004") || "MONOCHROME2";
  const isGrey = photometric.startsWith("MONOCHROME") && samples === 1;
  const isColour = /^(RGB|YBR_(FULL|FULL_422|RCT|ICT))$/.test(photometric) && samples === 3;
  if (!isGrey && !isColour) {
    const must = "pixels must be MONOCHROME1, MONOCHROME2, RGB or YBR";
    const given = `they are ${photometric} with ${samples} samples`;
    throw refuse("unsupported", options, must, given, "Convert the image to MONOCHROME2.");
  }
  const bitsAllocated = number("x00280100", 0);
  if (bitsAllocated !== 8 && (bitsAllocated !== 16 || isColour)) {
    const must = `${isColour ? "colour" : "grey"} samples must have 8${isColour ? "" : " or 16"} bits`;
    const todo = "Convert the image to 16 bits MONOCHROME2.";
    throw refuse("unsupported", options, must, `${bitsAllocated} are allocated`, todo);
  }
  const bitsStored = number("x00280101", bitsAllocated);
  const highBit = number("x00280102", bitsStored - 1);
  if (bitsStored < 1 || highBit < bitsStored - 1 || highBit >= bitsAllocated) {
    const must = `the stored bits must lie within the ${bitsAllocated} allocated`;
    const given = `there are ${bitsStored} below bit ${highBit}`;
    throw refuse("corrupt", options, must, given, "Export the image again.");
  }
  return {
    layout: { width, height, samples, bytesPerSample: bitsAllocated === 8 ? 1 : 2 },
    format: { bitsStored, highBit, isSigned: number("x00280103", 0) === 1 },
    photometric,
  };
}

function readUncompressed(
  dataSet: DicomDataSet,
  element: DicomElement,
  layout: PixelLayout,
  isBigEndian: boolean,
  options: DecodeOptions,
): StoredPixels {
  const { width, height, samples, bytesPerSample } = layout;
  const needed = width * height * samples * bytesPerSample;
  const { dataOffset, length } = element;
  if (length < needed || length > needed + 1 || element.encapsulatedPixelData) {
    const must = `${width}×${height} pixels must take ${needed} bytes`;
    const tag = length < needed ? "truncated" : "corrupt";
    const todo = "Export the image again.";
    throw refuse(tag, options, must, `the pixel data has ${length}`, todo);
  }
  // A copy: views of 16 bits need an even offset, and words of big-endian files are turned.
  const bytes = dataSet.byteArray.slice(dataOffset, dataOffset + needed + (needed % 2));
  const isWords = bytesPerSample === 2 || element.vr === "OW";
  if (isBigEndian && isWords) swapPairs(bytes);
  if (bytesPerSample === 1) return bytes.subarray(0, needed);
  return new Uint16Array(bytes.buffer, 0, needed / 2);
}

function swapPairs(bytes: Uint8Array): void {
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const first = bytes[i] as number;
    bytes[i] = bytes[i + 1] as number;
    bytes[i + 1] = first;
  }
}

function joinFragments(
  dataSet: DicomDataSet,
  element: DicomElement,
  options: DecodeOptions,
): Uint8Array {
  const { fragments = [] } = element;
  const parts = fragments.map(({ position, length }) =>
    dataSet.byteArray.subarray(position, position + length),
  );
  const size = fragments.reduce((sum, { length }) => sum + length, 0);
  const held = parts.reduce((sum, part) => sum + part.length, 0);
  if (size === 0 || held < size) {
    const must = "compressed pixel data must have all its fragments";
    const given = `${held} of ${size} bytes are there`;
    throw refuse("truncated", options, must, given, "Copy the file again from its source.");
  }
  const frame = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    frame.set(part, offset);
    offset += part.length;
  }
  return frame;
}

/**
 * Luma of a colour picture. Only the codecs undo a colour transform of their own: baseline JPEG
 * turns YBR_FULL into RGB, JPEG 2000 YBR_RCT and YBR_ICT (PS3.5, sections 8.2.1 and 8.2.4). From
 * everything else YBR_FULL comes as it was stored, and its Y is luma already. Uncompressed
 * samples may lie in planes; codecs interleave them.
 */
function colourToGrey(
  dataSet: DicomDataSet,
  pixels: StoredPixels,
  { width, height }: PixelLayout,
  photometric: string,
  codec: Codec | undefined,
): StoredPixels {
  const count = width * height;
  const isPlanar = codec === undefined && dataSet.uint16("x00280006") === 1;
  if (photometric.startsWith("YBR_FULL") && codec !== "jpeg") {
    return isPlanar ? pixels.slice(0, count) : pixels.filter((_, i) => i % 3 === 0);
  }
  const data = isPlanar ? interleave(pixels, count, 3) : pixels;
  return toGrey({ width, height, channels: 3, data, maxValue: 255 });
}

function refuse(
  tag: ImageDecodeTag,
  { name }: DecodeOptions,
  must: string,
  given: string,
  advice: string,
): ImageDecodeError {
  return new ImageDecodeError(tag, { name, must, given, advice });
}
