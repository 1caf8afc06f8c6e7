// What the page asks of an image worker: bytes in, a film, a model's input, a thumbnail or facts out.
import type { DicomFact, Fit, ImageSource, InputViewName } from "@pleura/data";
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

/** A film in small: grey levels `[side, side]`, 255 = white, padded with black. */
export interface Thumbnail {
  readonly side: number;
  readonly levels: Uint8Array;
}

/** What the file says of itself; nothing here identifies a patient. */
export interface FilmFacts {
  readonly width: number;
  readonly height: number;
  readonly source: ImageSource;
}

/** A file as it is handed to a worker; its bytes move there. */
export interface ImageFile {
  /** How errors call it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The calls of an image worker. */
export interface ImageCalls {
  /** Decodes a film for the table. */
  readonly decode: {
    request: ImageFile & { readonly eye: ModelEye | undefined };
    progress: never;
    result: { readonly film: Film; readonly input: Float32Array | undefined };
  };
  /** Decodes a film for the queue: what models and the gallery need of it, without the film. */
  readonly prepare: {
    request: ImageFile & {
      readonly eyes: readonly ModelEye[];
      /** Side of the thumbnail in pixels; without one none is made. */
      readonly thumbnailSide?: number | undefined;
    };
    progress: never;
    result: {
      readonly inputs: readonly Float32Array[];
      readonly thumbnail: Thumbnail | undefined;
      readonly facts: FilmFacts;
    };
  };
  /** Lists what a DICOM file says; an empty list for every other format. */
  readonly facts: { request: ImageFile; progress: never; result: readonly DicomFact[] };
}
