// CRC-32 of bytes: the one of PNG and ZIP, and Castagnoli's, which TFRecord files use.

const TABLE = tableOf(0xedb88320);
const CASTAGNOLI_TABLE = tableOf(0x82f63b78);

/**
 * CRC-32 (polynomial 0xEDB88320, reflected) of bytes; every single flipped byte changes it.
 *
 * @param bytes what to sum up
 * @param start the CRC of the bytes before these, to go on from; 0 at the beginning
 * @returns an unsigned 32-bit number
 * @see PNG specification (W3C, third edition), annex D
 */
export function crc32(bytes: Uint8Array, start = 0): number {
  return sum(TABLE, bytes, start);
}

/**
 * CRC-32C (polynomial 0x82F63B78, reflected) of bytes; every single flipped byte changes it.
 *
 * @param bytes what to sum up
 * @param start the CRC of the bytes before these, to go on from; 0 at the beginning
 * @returns an unsigned 32-bit number
 * @see RFC 3720, appendix B.4, "CRC Examples"
 */
export function crc32c(bytes: Uint8Array, start = 0): number {
  return sum(CASTAGNOLI_TABLE, bytes, start);
}

function tableOf(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? polynomial ^ (c >>> 1) : c >>> 1;
    return c;
  });
}

function sum(table: Uint32Array, bytes: Uint8Array, start: number): number {
  let c = ~start;
  for (let i = 0; i < bytes.length; i++) {
    c = (table[(c ^ (bytes[i] as number)) & 0xff] as number) ^ (c >>> 8);
  }
  return ~c >>> 0;
}
