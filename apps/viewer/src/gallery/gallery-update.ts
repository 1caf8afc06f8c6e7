// The gallery's update: the next state of an event, without doing anything.
import { type DicomFact, shownText } from "@pleura/data";
import type { OpenedFile } from "../app/opened-file.ts";
import type { FilmFacts, Thumbnail } from "../images/image-calls.ts";
import { idsByName, shownFilms } from "./film-order.ts";
import {
  type FilmStatus,
  filmPlace,
  type GalleryFilm,
  type GalleryFrame,
  type GalleryState,
  type GalleryView,
} from "./gallery-state.ts";
import { type GridStep, scrolledTo, steppedTo } from "./grid-layout.ts";
import { REMEMBERED_TIMES } from "./queue-progress.ts";

/** What can happen to the gallery. */
export type GalleryEvent =
  | { readonly type: "films-added"; readonly files: readonly OpenedFile[] }
  | { readonly type: "film-selected"; readonly id: number }
  | { readonly type: "film-stepped"; readonly to: GridStep }
  | { readonly type: "film-removed"; readonly id: number }
  | { readonly type: "films-removed" }
  | { readonly type: "film-started"; readonly id: number }
  | {
      readonly type: "film-decoded";
      readonly id: number;
      readonly thumbnail: Thumbnail | undefined;
      readonly facts: FilmFacts;
      /** The model is asked next. */
      readonly isAsked: boolean;
      readonly at: number;
    }
  | {
      readonly type: "film-classified";
      readonly id: number;
      /** The round in which the model was asked. */
      readonly round: number;
      readonly probabilities: Float32Array;
      readonly at: number;
    }
  | {
      readonly type: "film-failed";
      readonly id: number;
      readonly reason: string;
      readonly message: string;
      readonly at: number;
    }
  /** The device was lost while the model was asked. */
  | { readonly type: "film-interrupted"; readonly id: number }
  | { readonly type: "model-changed" }
  | { readonly type: "queue-paused" }
  | { readonly type: "queue-resumed" }
  | { readonly type: "queue-cancelled" }
  | { readonly type: "view-changed"; readonly view: Partial<GalleryView> }
  | { readonly type: "frame-changed"; readonly frame: Partial<GalleryFrame> }
  | { readonly type: "record-read"; readonly id: number; readonly facts: readonly DicomFact[] }
  | { readonly type: "patient-shown"; readonly isShown: boolean };

/** A film that the device was lost with so often is what loses it. */
const MOST_LOSSES = 3;

/** More films than these are closed by a second press only: they may have taken minutes. */
const UNASKED = 10;

/** What a person does instead of pressing again. */
const SECOND_THOUGHTS = new Set<GalleryEvent["type"]>([
  "films-added",
  "film-selected",
  "film-stepped",
  "film-removed",
  "view-changed",
]);

/** The next state. */
export function updateGallery(state: GalleryState, event: GalleryEvent): GalleryState {
  const isClosingAll = state.isClosingAll && !SECOND_THOUGHTS.has(event.type);
  return update(isClosingAll === state.isClosingAll ? state : { ...state, isClosingAll }, event);
}

function update(state: GalleryState, event: GalleryEvent): GalleryState {
  switch (event.type) {
    case "films-added":
      return withFilms(state, event.files);
    case "film-selected":
      return withSelected(state, event.id);
    case "film-stepped":
      return stepped(state, event.to);
    case "film-removed":
      return withoutFilm(state, event.id);
    case "films-removed":
      if (state.films.length > UNASKED && !state.isClosingAll) {
        return { ...state, isClosingAll: true };
      }
      return {
        ...{ ...state, isClosingAll: false },
        ...{ films: [], namedIds: [], selectedId: undefined, record: undefined },
        ...{ finishedAt: [], isPaused: false, isPatientShown: false },
      };
    case "film-started":
      return changed(state, event.id, () => ({ status: { kind: "decoding" } }));
    case "film-decoded":
      return decoded(state, event);
    case "film-classified":
      if (event.round !== state.round) return changed(state, event.id, () => WAITING);
      return finished(state, event.id, event.at, {
        kind: "classified",
        probabilities: event.probabilities,
      });
    case "film-failed": {
      const { reason, message } = event;
      return finished(state, event.id, event.at, { kind: "failed", reason, message });
    }
    case "film-interrupted":
      return changed(state, event.id, interrupted);
    case "model-changed":
      return modelChanged(state);
    case "queue-paused":
      return { ...state, isPaused: true, finishedAt: [] };
    case "queue-resumed":
      return everyFilm({ ...state, isPaused: false, finishedAt: [] }, ({ status }) =>
        status.kind === "cancelled" ? WAITING : undefined,
      );
    case "queue-cancelled":
      return everyFilm({ ...state, isPaused: false, finishedAt: [] }, ({ status }) =>
        status.kind === "waiting" ? { status: { kind: "cancelled" } } : undefined,
      );
    case "view-changed":
      return viewChanged(state, event.view);
    case "frame-changed":
      return { ...state, frame: { ...state.frame, ...event.frame } };
    case "record-read":
      if (event.id !== state.selectedId) return state;
      return { ...state, record: { id: event.id, facts: event.facts } };
    case "patient-shown":
      return { ...state, isPatientShown: event.isShown };
  }
}

const WAITING: Partial<GalleryFilm> = { status: { kind: "waiting" } };

function withFilms(state: GalleryState, files: readonly OpenedFile[]): GalleryState {
  if (files.length === 0) return state;
  const added = files.map(
    (file, at): GalleryFilm => ({
      id: state.filmsMade + at + 1,
      file,
      name: shownText(file.name) || "without a name",
      status: { kind: "waiting" },
      thumbnail: undefined,
      facts: undefined,
      losses: 0,
    }),
  );
  const films = [...state.films, ...added];
  const filmsMade = state.filmsMade + files.length;
  const next = { ...state, films, filmsMade, namedIds: idsByName(films) };
  return withSelected(next, state.filmsMade + 1);
}

/** Who the patient is must be asked for anew with each film. */
function withSelected(state: GalleryState, id: number): GalleryState {
  if (id === state.selectedId || filmPlace(state.films, id) < 0) return state;
  const next = { ...state, selectedId: id, record: undefined, isPatientShown: false };
  return inSight(next);
}

/** Scrolls so that the selected film is in sight, where it is shown at all. */
function inSight(state: GalleryState): GalleryState {
  const place = shownFilms(state).findIndex(({ id }) => id === state.selectedId);
  if (place < 0 || state.frame.height === 0) return state;
  return { ...state, frame: { ...state.frame, top: scrolledTo(place, state.frame) } };
}

function stepped(state: GalleryState, to: GridStep): GalleryState {
  const shown = shownFilms(state);
  if (shown.length === 0) return state;
  const place = shown.findIndex(({ id }) => id === state.selectedId);
  const film = shown[steppedTo(to, place, shown.length, state.frame)];
  return film === undefined ? state : withSelected(state, film.id);
}

function withoutFilm(state: GalleryState, id: number): GalleryState {
  const films = state.films.filter((film) => film.id !== id);
  const namedIds = state.namedIds.filter((other) => other !== id);
  const next = { ...state, films, namedIds };
  if (id !== state.selectedId) return next;
  const shown = shownFilms(state);
  const place = shown.findIndex((film) => film.id === id);
  const follower = shown[place + 1] ?? shown[place - 1];
  const bare = { ...next, selectedId: undefined, record: undefined, isPatientShown: false };
  return follower === undefined ? bare : withSelected(bare, follower.id);
}

function decoded(
  state: GalleryState,
  event: Extract<GalleryEvent, { type: "film-decoded" }>,
): GalleryState {
  const { id, facts, isAsked, at } = event;
  const known = (film: GalleryFilm) => ({ facts, thumbnail: event.thumbnail ?? film.thumbnail });
  if (isAsked) {
    return changed(state, id, (film) => ({ ...known(film), status: { kind: "asking" } }));
  }
  return changed(finished(state, id, at, { kind: "decoded" }), id, known);
}

function interrupted(film: GalleryFilm): Partial<GalleryFilm> {
  const losses = film.losses + 1;
  if (losses < MOST_LOSSES) return { losses, status: { kind: "waiting" } };
  const message = `the GPU was lost ${losses} times while the model was asked about it. Reload the page, or use another GPU.`;
  return { losses, status: { kind: "failed", reason: "device-lost", message } };
}

/** What another model said is worth nothing now; what could not be decoded cannot be now either. */
function modelChanged(state: GalleryState): GalleryState {
  const next = { ...state, round: state.round + 1, finishedAt: [] };
  return everyFilm(next, ({ status: { kind }, facts }) => {
    const isAnswered = kind === "classified" || kind === "decoded";
    const hasFailedAtModel = kind === "failed" && facts !== undefined;
    return isAnswered || hasFailedAtModel ? { ...WAITING, losses: 0 } : undefined;
  });
}

function viewChanged(state: GalleryState, view: Partial<GalleryView>): GalleryState {
  const next = { ...state, view: { ...state.view, ...view } };
  // What was asked for stands at the top, wherever the selected film is now.
  return { ...next, frame: { ...next.frame, top: 0 } };
}

function finished(state: GalleryState, id: number, at: number, status: FilmStatus): GalleryState {
  const finishedAt = [...state.finishedAt, at].slice(-REMEMBERED_TIMES);
  return changed({ ...state, finishedAt }, id, () => ({ status }));
}

function changed(
  state: GalleryState,
  id: number,
  change: (film: GalleryFilm) => Partial<GalleryFilm>,
): GalleryState {
  const place = filmPlace(state.films, id);
  const film = state.films[place];
  // A film may be removed while it is worked on.
  if (film === undefined) return state;
  return { ...state, films: state.films.with(place, { ...film, ...change(film) }) };
}

function everyFilm(
  state: GalleryState,
  change: (film: GalleryFilm) => Partial<GalleryFilm> | undefined,
): GalleryState {
  const films = state.films.map((film) => {
    const difference = change(film);
    return difference === undefined ? film : { ...film, ...difference };
  });
  return { ...state, films };
}
