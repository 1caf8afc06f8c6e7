// Takes the EXIF block out of a WebP file, so that no browser turns the picture.

/** FourCC of the chunk, and one that no decoder knows and so skips (RFC 9649, section 2.7.1.6). */
const EXIF = [0x45, 0x58, 0x49, 0x46] as const;
const UNKNOWN = [0x78, 0x78, 0x78, 0x78] as const;

/**
 * The same file with its EXIF chunks renamed and their flag cleared; everything stays in its place.
 *
 * @param bytes a whole WebP file of the extended format, whose header was read already
 */
export function withoutExif(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  // VP8X flags (RFC 9649, section 2.7.1): bit 3 is "EXIF metadata".
  copy[20] = (copy[20] as number) & ~0x08;
  for (let offset = 12; offset + 8 <= copy.length; ) {
    if (EXIF.every((letter, i) => copy[offset + i] === letter)) copy.set(UNKNOWN, offset);
    const length = view.getUint32(offset + 4, true);
    offset += 8 + length + (length & 1);
  }
  return copy;
}
