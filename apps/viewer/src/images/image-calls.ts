// What the page asks of an image worker: bytes in, a film and a model's input out.
import type { Fit, ImageSource, InputViewName } from "@pleura/data";
import type { DisplayFilm } from "../view/display-film.ts";

/** A decoded film, ready to be drawn. */
export interface Film {
  readonly display: DisplayFilm;
  readonly source: ImageSource;
}

/** How a model wants its films. */
export interface ModelEye {
  readonly size: number;
  readonly fit: Fit;
  readonly view: InputViewName;
}

/** The calls of an image worker. */
export interface ImageCalls {
  readonly decode: {
    request: {
      readonly name: string;
      readonly bytes: Uint8Array;
      readonly eye: ModelEye | undefined;
    };
    progress: never;
    result: { readonly film: Film; readonly input: Float32Array | undefined };
  };
}
