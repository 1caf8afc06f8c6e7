// What the page asks of the picture worker: a saved picture's bytes.
import type { LayerState, LookState } from "./explain-state.ts";
import type { PictureKind } from "./export-layout.ts";
import type { PictureFilm } from "./export-picture.ts";

/** The calls of the picture worker. */
export interface PictureCalls {
  readonly draw: {
    request: {
      readonly kind: PictureKind;
      readonly film: PictureFilm;
      readonly look: LookState;
      readonly overlay: LayerState;
    };
    progress: never;
    /** A PNG file. */
    result: Blob;
  };
}
