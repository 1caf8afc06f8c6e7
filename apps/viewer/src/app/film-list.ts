// How the gallery and the Explain room meet: the gallery keeps the open films, the room shows the selected one.
import type { ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import type { OpenedFile } from "./opened-file.ts";

/** An open film as the room needs it. */
export interface OpenFilm {
  /** Unique as long as the page is open. */
  readonly id: number;
  readonly file: OpenedFile;
  /** Probabilities, when the gallery's queue has asked the model already. */
  readonly probabilities: Float32Array | undefined;
}

/** What the models said of a film, as a line of a table. */
export interface FilmShares {
  /** The film's number, which the names of saved pictures hold. */
  readonly id: number;
  readonly file: string;
  readonly probabilities?: Float32Array | undefined;
  /** Why there are none. */
  readonly error?: string | undefined;
}

/** Where the selection goes. */
export type FilmStep = "previous" | "next" | "first" | "last" | "page-up" | "page-down";

/** The open films; made by the gallery. */
export interface FilmList {
  /** The film on the table; undefined when none is open. */
  readonly selected: ReadonlySignal<OpenFilm | undefined>;
  /** Adds films at the end and selects the first of them. */
  add(files: readonly OpenedFile[]): void;
  select(id: number): void;
  step(to: FilmStep): void;
  /** What the models said of all films so far, in their order; without it only the film on the table is saved. */
  readonly shares?: () => readonly FilmShares[];
  /** Draws the gallery. */
  readonly Panel: () => VNode;
}
