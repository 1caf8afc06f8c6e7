// Text to bytes and back, through the Encoding API that Node and browsers share.

type EncodingApi = {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label: string,
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
};

// TypeScript declares these classes only together with all of the DOM or of Node.
const api = globalThis as unknown as EncodingApi;

/** Bytes of a text in UTF-8. */
export function encodeUtf8(text: string): Uint8Array {
  return new api.TextEncoder().encode(text);
}

/**
 * Text of UTF-8 bytes; a byte order mark stays in it.
 *
 * @param isStrict true throws on bytes that are no UTF-8, false gives U+FFFD for them
 * @throws {TypeError} when strict
 */
export function decodeUtf8(bytes: Uint8Array, isStrict: boolean): string {
  return new api.TextDecoder("utf-8", { fatal: isStrict, ignoreBOM: true }).decode(bytes);
}

/**
 * Text of bytes in an encoding of the Encoding standard.
 *
 * @param label such as `shift_jis`
 * @returns undefined when strict and the bytes are not of this encoding
 */
export function decodeText(
  bytes: Uint8Array,
  label: string,
  isStrict: boolean,
): string | undefined {
  try {
    return new api.TextDecoder(label, { fatal: isStrict, ignoreBOM: false }).decode(bytes);
  } catch (error) {
    if (isStrict && error instanceof TypeError) return undefined;
    throw error;
  }
}
