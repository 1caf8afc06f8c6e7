// Decodes a DICOM radiograph to grey values.

import type { DecodeOptions, GreyImage } from "./image.ts";
import { ImageDecodeError } from "./image-decode-error.ts";

export async function decodeDicom(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<GreyImage> {
  throw new ImageDecodeError("unsupported", {
    name: options.name,
    must: "x",
    given: `${bytes.length}`,
    advice: "",
  });
}
