// What the page asks of the picture worker: a saved picture's bytes.
import type { PictureOptions } from "./export-picture.ts";

/** The calls of the picture worker. */
export interface PictureCalls {
  readonly draw: {
    request: PictureOptions;
    progress: never;
    /** A PNG file. */
    result: Blob;
  };
}
