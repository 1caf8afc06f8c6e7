// The error of the safetensors reader and writer.

/**
 * Why a safetensors file was refused.
 *
 * `truncated` fewer bytes than declared · `too-large` header over 100 MB · `header` malformed or
 * contradicting header · `dtype` unknown element type · `layout` holes, overlaps, trailing bytes
 * or a size that is not shape × element · `checksum` bytes changed since the file was written.
 */
export type SafetensorsTag = "truncated" | "too-large" | "header" | "dtype" | "layout" | "checksum";

/** A safetensors file that is refused, or tensors that cannot be written as one. */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
  readonly tag: SafetensorsTag;

  constructor(tag: SafetensorsTag, must: string, given: string, advice: string) {
    super(`safetensors: ${must}, but ${given}. ${advice}`);
    this.tag = tag;
  }
}

/** Tells whether an error is a {@link SafetensorsError}, and of this tag when one is given. */
export function isSafetensorsError(
  error: unknown,
  tag?: SafetensorsTag,
): error is SafetensorsError {
  return error instanceof SafetensorsError && (tag === undefined || error.tag === tag);
}
