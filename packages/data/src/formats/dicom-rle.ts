// Decodes DICOM run-length encoded frames.

/**
 * Decodes one RLE frame: a header of 64 bytes with the offsets of up to 15 segments, one segment
 * per byte of a sample, most significant first, each packed with PackBits.
 *
 * @param frame the encapsulated bytes
 * @param pixels rows × columns
 * @param bytesPerSample 1 or 2
 * @param samples samples per pixel
 * @returns little-endian samples, interleaved `[pixels, samples]`
 * @throws {RangeError} when segments are missing, too short or too long
 * @see PS3.5, annex G
 */
export function decodeRle(
  frame: Uint8Array,
  pixels: number,
  bytesPerSample: number,
  samples: number,
): Uint8Array {
  const needed = bytesPerSample * samples;
  if (frame.length < 64) throw new RangeError("the RLE header is cut");
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const count = view.getUint32(0, true);
  if (count !== needed) throw new RangeError(`there are ${count} RLE segments, not ${needed}`);
  const out = new Uint8Array(pixels * needed);
  for (let segment = 0; segment < count; segment++) {
    const start = view.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < count ? view.getUint32(8 + 4 * segment, true) : frame.length;
    if (start < 64 || end < start || end > frame.length) {
      throw new RangeError(`RLE segment ${segment} lies outside the frame`);
    }
    const sample = Math.floor(segment / bytesPerSample);
    const byte = bytesPerSample - 1 - (segment % bytesPerSample);
    unpackBits(frame.subarray(start, end), out, sample * bytesPerSample + byte, needed, segment);
  }
  return out;
}

function unpackBits(
  packed: Uint8Array,
  out: Uint8Array,
  first: number,
  step: number,
  segment: number,
): void {
  let target = first;
  let i = 0;
  while (target < out.length) {
    if (i >= packed.length) throw new RangeError(`RLE segment ${segment} is too short`);
    const control = packed[i++] as number;
    if (control === 128) continue;
    const isRun = control > 128;
    const length = isRun ? 257 - control : control + 1;
    if (target + (length - 1) * step >= out.length) {
      throw new RangeError(`RLE segment ${segment} is too long`);
    }
    if (i + (isRun ? 1 : length) > packed.length) {
      throw new RangeError(`RLE segment ${segment} is too short`);
    }
    for (let k = 0; k < length; k++, target += step) {
      out[target] = packed[isRun ? i : i + k] as number;
    }
    i += isRun ? 1 : length;
  }
}
