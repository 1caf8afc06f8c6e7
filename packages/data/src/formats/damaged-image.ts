// The refusal of an image file that was damaged on its way here.

import type { DecodeOptions } from "./image.ts";
import { ImageDecodeError } from "./image-decode-error.ts";

/**
 * The error for a file whose original is probably whole, with the advice to copy it again.
 *
 * @param tag `truncated` when its end is missing, `corrupt` when its contents contradict themselves
 * @param must what must hold
 * @param given what was given instead
 * @param cause the error beneath this one
 */
export function damagedImage(
  tag: "truncated" | "corrupt",
  { name }: DecodeOptions,
  must: string,
  given: string,
  cause?: unknown,
): ImageDecodeError {
  const advice = "Copy the file again from its source.";
  return new ImageDecodeError(tag, { name, must, given, advice, cause });
}
