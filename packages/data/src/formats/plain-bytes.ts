// Sees any byte array as a plain Uint8Array.

/**
 * The same memory as a plain `Uint8Array`. Node's `Buffer` is a subclass whose `slice` shares
 * memory where the standard one copies, so every reader passes its input through this first.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
