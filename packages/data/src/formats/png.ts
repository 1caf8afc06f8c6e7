// Decodes a PNG file to grey values, exact for 8 and 16 bits.

import { type DecodedPng, decode } from "fast-png";
import { damagedImage } from "./damaged-image.ts";
import type { DecodeOptions, GreyImage } from "./image.ts";
import { ImageDecodeError } from "./image-decode-error.ts";
import { toGrey } from "./luma.ts";
import { plainBytes } from "./plain-bytes.ts";
import { checkPng, PNG_CHANNELS, type PngHeader } from "./png-chunks.ts";

/**
 * Decodes a PNG file. Grey stays exact (1, 2 and 4 bits are spread to 0–255), palette and RGB
 * become luma, alpha and transparent colours are composed over black; gamma is not applied.
 *
 * @param bytes the whole file
 * @returns values `[height, width]` of 8 or 16 bits
 * @throws {ImageDecodeError} tags `truncated`, `too-large`, `unsupported`, `corrupt`
 */
export function decodePng(bytes: Uint8Array, options: DecodeOptions = {}): GreyImage {
  const { header, bytes: checked } = checkPng(plainBytes(bytes), options);
  let png: DecodedPng;
  try {
    png = decode(checked);
  } catch (cause) {
    throw new ImageDecodeError("corrupt", {
      name: options.name,
      must: "the rows must follow the PNG format",
      given: `the decoder stopped with "${cause instanceof Error ? cause.message : cause}"`,
      advice: "Export the image again.",
      cause,
    });
  }
  const { width, height, bits, colour } = header;
  if (png.width !== width || png.height !== height || png.depth !== bits) {
    const must = `the picture must be ${width}×${height} of ${bits} bits as its header says`;
    const given = `the decoder gave ${png.width}×${png.height} of ${png.depth} bits`;
    throw damagedImage("corrupt", options, must, given);
  }
  const maxValue = bits === 16 ? 65535 : 255;
  const samples = samplesOf(png, header, options);
  return {
    width,
    height,
    maxValue,
    data: toGrey({ width, height, maxValue, ...samples }),
    source: {
      format: "png",
      bits,
      channels: colour === 3 ? (samples.channels as number) : PNG_CHANNELS[colour],
      inverted: false,
      orientation: 1,
    },
  };
}

type PngSamples = { channels: number; data: Uint8Array | Uint16Array };

function samplesOf(png: DecodedPng, header: PngHeader, options: DecodeOptions): PngSamples {
  const data = png.data as Uint8Array | Uint16Array;
  if (header.colour === 3) return fromPalette(unpack(data, header), png.palette ?? [], options);
  const channels = PNG_CHANNELS[header.colour];
  const values = header.bits < 8 ? unpack(data, header) : data;
  const clear = png.transparency;
  const plain = clear === undefined ? values : hideColour(values, channels, clear);
  if (header.bits >= 8) return { channels, data: plain };
  const step = 255 / (2 ** header.bits - 1);
  return { channels, data: plain.map((value) => value * step) };
}

/** Spreads samples of 1, 2 or 4 bits to one byte each; rows begin on a byte boundary. */
function unpack(packed: Uint8Array | Uint16Array, header: PngHeader): Uint8Array {
  const { width, height, bits } = header;
  const rowBytes = Math.ceil((width * bits) / 8);
  const mask = 2 ** bits - 1;
  const values = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const bit = column * bits;
      const byte = packed[row * rowBytes + (bit >> 3)] as number;
      values[row * width + column] = (byte >> (8 - bits - (bit & 7))) & mask;
    }
  }
  return values;
}

function fromPalette(
  indices: Uint8Array,
  palette: readonly (readonly number[])[],
  options: DecodeOptions,
): PngSamples {
  const channels = palette.some((entry) => entry.length === 4) ? 4 : 3;
  const data = new Uint8Array(indices.length * channels);
  for (let i = 0; i < indices.length; i++) {
    const entry = palette[indices[i] as number];
    if (entry === undefined) {
      throw new ImageDecodeError("corrupt", {
        name: options.name,
        must: `palette indices must be below ${palette.length}`,
        given: `pixel ${i} has ${indices[i]}`,
        advice: "Export the image again.",
      });
    }
    for (let c = 0; c < channels; c++) data[i * channels + c] = entry[c] ?? 255;
  }
  return { channels, data };
}

/** Pixels of the colour that tRNS names are fully transparent, so black. */
function hideColour(
  values: Uint8Array | Uint16Array,
  channels: number,
  clear: Uint16Array,
): Uint8Array | Uint16Array {
  const shown = values.slice();
  for (let i = 0; i < values.length; i += channels) {
    let isClear = true;
    for (let c = 0; c < channels; c++) isClear &&= values[i + c] === clear[c];
    if (isClear) shown.fill(0, i, i + channels);
  }
  return shown;
}
