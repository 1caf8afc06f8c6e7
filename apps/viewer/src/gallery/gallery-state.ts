// What the gallery knows: the open films, how far the queue is, what is shown of them and in which order.
import type { DicomFact } from "@pleura/data";
import type { OpenedFile } from "../app/opened-file.ts";
import type { FilmFacts, Thumbnail } from "../images/image-calls.ts";

/** How far a film is. */
export type FilmStatus =
  | { readonly kind: "waiting" }
  | { readonly kind: "decoding" }
  /** Decoded, and the model is asked. */
  | { readonly kind: "asking" }
  /** Decoded when there was no model to ask. */
  | { readonly kind: "decoded" }
  | { readonly kind: "classified"; readonly probabilities: Float32Array }
  | { readonly kind: "failed"; readonly reason: string; readonly message: string }
  | { readonly kind: "cancelled" };

/** A film of the gallery. Of its pixels only the thumbnail is kept. */
export interface GalleryFilm {
  /** Rises from film to film, and so does the place in the list. */
  readonly id: number;
  readonly file: OpenedFile;
  /** The file's name as plain text in one line. */
  readonly name: string;
  readonly status: FilmStatus;
  readonly thumbnail: Thumbnail | undefined;
  readonly facts: FilmFacts | undefined;
  /** Times that the device was lost while this film was asked about. */
  readonly losses: number;
}

/** Orders of the gallery. */
export const FILM_ORDERS = ["opened", "name", "most-certain", "least-certain"] as const;

/** An order; `class-0` puts the films with the largest share of class 0 first. */
export type FilmOrder = (typeof FILM_ORDERS)[number] | `class-${number}`;

/** Which films are shown; `class-0` those whose largest share is that of class 0. */
export type FilmFilter = "all" | "failed" | "unfinished" | `class-${number}`;

/** What is shown of the films. */
export interface GalleryView {
  readonly order: FilmOrder;
  readonly filter: FilmFilter;
  /** Part of the names, in any case of letters. */
  readonly text: string;
  /** Least largest share, 0–1; 0 shows films without shares too. */
  readonly leastShare: number;
}

/** The list's place on the page, pixels. */
export interface GalleryFrame {
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What a DICOM file says, for the selected film only. */
export interface FilmRecord {
  readonly id: number;
  readonly facts: readonly DicomFact[];
}

/** The gallery's state. */
export interface GalleryState {
  /** By rising id. */
  readonly films: readonly GalleryFilm[];
  /** Ids by name, sorted once when films come and not at every answer of the model. */
  readonly namedIds: readonly number[];
  readonly filmsMade: number;
  readonly selectedId: number | undefined;
  readonly isPaused: boolean;
  /** Rises with each model: answers of the one before are dropped. */
  readonly round: number;
  /** When the last films were finished, milliseconds of one clock; the newest last. */
  readonly finishedAt: readonly number[];
  readonly view: GalleryView;
  readonly frame: GalleryFrame;
  readonly record: FilmRecord | undefined;
  /** All films are closed at the next press. */
  readonly isClosingAll: boolean;
  /** True while a person has asked to see who the patient of the selected film is. */
  readonly isPatientShown: boolean;
}

/** An empty gallery. */
export const initialGalleryState: GalleryState = {
  films: [],
  namedIds: [],
  filmsMade: 0,
  selectedId: undefined,
  isPaused: false,
  round: 0,
  finishedAt: [],
  view: { order: "opened", filter: "all", text: "", leastShare: 0 },
  frame: { top: 0, width: 0, height: 0 },
  record: undefined,
  isClosingAll: false,
  isPatientShown: false,
};

/** Place of a film in the list, which is sorted by id; -1 when it is gone. */
export function filmPlace(films: readonly GalleryFilm[], id: number): number {
  let low = 0;
  let high = films.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = (films[middle] as GalleryFilm).id;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
