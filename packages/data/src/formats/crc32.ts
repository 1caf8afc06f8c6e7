// CRC-32 of bytes, as PNG and ZIP use it.

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/**
 * CRC-32 (polynomial 0xEDB88320, reflected) of bytes; every single flipped byte changes it.
 *
 * @param bytes what to sum up
 * @param start the CRC of the bytes before these, to go on from; 0 at the beginning
 * @returns an unsigned 32-bit number
 * @see PNG specification (W3C, third edition), annex D
 */
export function crc32(bytes: Uint8Array, start = 0): number {
  let c = ~start;
  for (let i = 0; i < bytes.length; i++) {
    c = (TABLE[(c ^ (bytes[i] as number)) & 0xff] as number) ^ (c >>> 8);
  }
  return ~c >>> 0;
}
