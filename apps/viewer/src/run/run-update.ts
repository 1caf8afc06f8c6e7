// The Run room's update: the next state of an event, without doing anything.

import type { Thumbnail } from "../images/image-calls.ts";
import type { StepTimes } from "./read/event-times.ts";
import { ALL_FILMS, type FilmFilter, type FilmOrder } from "./read/film-filter.ts";
import { folderContents } from "./read/folder-contents.ts";
import { appended, NO_NUMBERS } from "./read/growing-numbers.ts";
import type { MetricsPiece } from "./read/metrics-reader.ts";
import type { StudyFacts } from "./read/study-facts.ts";
import {
  type Answers,
  type Curve,
  type Curves,
  type CurveView,
  keyText,
  type Loaded,
  type Place,
  type RunData,
  type RunKey,
  type RunState,
  type RunTab,
  readyValue,
  type SplitName,
} from "./run-state.ts";
import type { SourceListing } from "./sources/run-source.ts";

/** What can happen in the room. */
export type RunEvent =
  | { readonly type: "opening" }
  | { readonly type: "opening-failed" }
  | {
      readonly type: "opened";
      readonly id: number;
      readonly listing: SourceListing;
      readonly isLive: boolean;
    }
  | { readonly type: "listed"; readonly id: number; readonly listing: SourceListing }
  | { readonly type: "closed"; readonly id: number }
  | { readonly type: "study-read"; readonly id: number; readonly study: Loaded<StudyFacts> }
  | { readonly type: "study-shown"; readonly id: number }
  | { readonly type: "run-selected"; readonly key: RunKey }
  | { readonly type: "run-compared"; readonly key: RunKey | undefined }
  | { readonly type: "data-read"; readonly key: RunKey; readonly data: Partial<RunData> }
  | {
      readonly type: "answers-read";
      readonly key: RunKey;
      readonly split: SplitName;
      readonly answers: Loaded<Answers>;
    }
  | {
      readonly type: "metrics-read";
      readonly key: RunKey;
      readonly isNew: boolean;
      readonly piece: MetricsPiece;
    }
  | { readonly type: "clock-read"; readonly key: RunKey; readonly clock: StepTimes }
  | { readonly type: "films-opened" }
  | { readonly type: "tab-chosen"; readonly tab: RunTab }
  | { readonly type: "curves-viewed"; readonly view: Partial<CurveView> }
  | { readonly type: "searched"; readonly text: string }
  | { readonly type: "split-chosen"; readonly split: SplitName }
  | { readonly type: "filtered"; readonly filter: Partial<FilmFilter> }
  | { readonly type: "cell-chosen"; readonly truth: number; readonly predicted: number }
  | { readonly type: "ordered"; readonly order: FilmOrder }
  | { readonly type: "paged"; readonly first: number }
  | {
      readonly type: "thumbnail-read";
      readonly name: string;
      readonly thumbnail: Thumbnail | null;
    };

/** The next state. */
export function updateRun(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case "opening":
      return { ...state, opening: state.opening + 1 };
    case "opening-failed":
      return { ...state, opening: state.opening - 1 };
    case "opened":
      return opened(state, event.id, event.listing, event.isLive);
    case "listed":
      return { ...state, places: relisted(state.places, event.id, event.listing) };
    case "closed":
      return closed(state, event.id);
    case "study-read":
      return {
        ...state,
        places: state.places.map((place) =>
          place.id === event.id ? { ...place, study: event.study } : place,
        ),
      };
    case "study-shown":
      return { ...state, study: event.id, selected: undefined };
    case "run-selected":
      return selected(state, event.key);
    case "run-compared":
      return { ...state, compared: event.key };
    case "data-read":
      return withData(state, event.key, (data) => ({ ...data, ...event.data }));
    case "answers-read":
      return withAnswers(state, event.key, event.split, event.answers);
    case "metrics-read":
      return withData(state, event.key, (data) => {
        const before = event.isNew ? undefined : readyValue(data.curves);
        return { ...data, curves: { kind: "ready", value: grown(before, event.piece) } };
      });
    case "clock-read":
      return withData(state, event.key, (data) => {
        const curves = readyValue(data.curves);
        if (curves === undefined) return data;
        return { ...data, curves: { kind: "ready", value: { ...curves, clock: event.clock } } };
      });
    case "films-opened":
      return { ...state, data: withoutFilms(state.data), thumbnails: new Map() };
    case "tab-chosen":
      return { ...state, tab: event.tab };
    case "curves-viewed":
      return { ...state, curveView: { ...state.curveView, ...event.view } };
    case "searched":
      return { ...state, search: event.text };
    case "split-chosen":
      return { ...state, split: event.split, firstFilm: 0 };
    case "filtered":
      return { ...state, filter: { ...state.filter, ...event.filter }, firstFilm: 0 };
    case "cell-chosen": {
      const { truth, predicted } = event;
      return { ...state, filter: { ...ALL_FILMS, truth, predicted }, firstFilm: 0 };
    }
    case "ordered":
      return { ...state, order: event.order, firstFilm: 0 };
    case "paged":
      return { ...state, firstFilm: event.first };
    case "thumbnail-read":
      return { ...state, thumbnails: withThumbnail(state.thumbnails, event) };
  }
}

function opened(state: RunState, id: number, listing: SourceListing, isLive: boolean): RunState {
  const contents = folderContents(listing.files.map(({ path }) => path));
  const place: Place = {
    id,
    name: listing.name,
    isLive,
    contents,
    isComplete: listing.isComplete,
    running: new Set(listing.running),
    study: undefined,
    base: listing.base,
    pages: pagesOf(listing),
  };
  const next: RunState = {
    ...state,
    opening: state.opening - 1,
    placesMade: Math.max(state.placesMade, id),
    places: [...state.places, place],
  };
  if (contents.study !== undefined) return { ...next, study: id, selected: undefined };
  const path = firstRun(contents.runs.map((run) => run.path));
  return path === undefined ? next : selected(next, { place: id, path });
}

/** The classifier of a demo rather than its pretext; else the first run. */
function firstRun(paths: readonly string[]): string | undefined {
  return paths.find((path) => path.endsWith("classifier")) ?? paths[0];
}

/** A page has the server's leave to be shown, but runs no script. */
function pagesOf({ files }: SourceListing): readonly string[] {
  return files.map(({ path }) => path).filter((path) => path.endsWith(".html"));
}

function relisted(places: readonly Place[], id: number, listing: SourceListing): readonly Place[] {
  return places.map((place) =>
    place.id === id
      ? {
          ...place,
          contents: folderContents(listing.files.map(({ path }) => path)),
          isComplete: listing.isComplete,
          pages: pagesOf(listing),
          running: new Set(listing.running),
        }
      : place,
  );
}

function closed(state: RunState, id: number): RunState {
  const isGone = (key: RunKey | undefined): boolean => key?.place === id;
  return {
    ...state,
    places: state.places.filter((place) => place.id !== id),
    data: new Map([...state.data].filter(([key]) => !key.startsWith(`${id}/`))),
    selected: isGone(state.selected) ? undefined : state.selected,
    compared: isGone(state.compared) ? undefined : state.compared,
    study: state.study === id ? undefined : state.study,
  };
}

/** Another run is looked at from its beginning, but in the same way. */
function selected(state: RunState, key: RunKey): RunState {
  return {
    ...state,
    selected: key,
    study: undefined,
    compared:
      state.compared && keyText(state.compared) === keyText(key) ? undefined : state.compared,
    filter: ALL_FILMS,
    firstFilm: 0,
  };
}

function withData(state: RunState, key: RunKey, change: (data: RunData) => RunData): RunState {
  const data = new Map(state.data);
  data.set(keyText(key), change(data.get(keyText(key)) ?? { answers: {} }));
  return { ...state, data };
}

/** The split that has predictions is shown when the chosen one has none. */
function withAnswers(
  state: RunState,
  key: RunKey,
  split: SplitName,
  answers: Loaded<Answers>,
): RunState {
  const next = withData(state, key, (data) => ({
    ...data,
    answers: { ...data.answers, [split]: answers },
  }));
  const isShown = state.selected !== undefined && keyText(state.selected) === keyText(key);
  const found = next.data.get(keyText(key))?.answers ?? {};
  return isShown && found[state.split] === undefined ? { ...next, split } : next;
}

/** Thumbnails that are kept: 400 of 96×96 are 4 MB; the oldest go. */
const MOST_THUMBNAILS = 400;

function withThumbnail(
  before: RunState["thumbnails"],
  { name, thumbnail }: { readonly name: string; readonly thumbnail: Thumbnail | null },
): RunState["thumbnails"] {
  const kept = [...before].slice(Math.max(0, before.size + 1 - MOST_THUMBNAILS));
  return new Map([...kept, [name, thumbnail]]);
}

/** Runs that lacked their films are to be read again: sources and patients of the films change their numbers. */
function withoutFilms(before: RunState["data"]): RunState["data"] {
  return new Map(
    [...before].map(([key, data]) => {
      if (data.filmsMissing === undefined) return [key, data];
      const { filmsMissing: _, report: __, ...kept } = data;
      return [key, { ...kept, answers: {} }];
    }),
  );
}

const NO_CURVE: Curve = { steps: NO_NUMBERS, epochs: NO_NUMBERS, values: NO_NUMBERS };

/** Curves with a further piece of their file. */
function grown(before: Curves | undefined, piece: MetricsPiece): Curves {
  const byName = new Map(before?.byName);
  for (const { name, steps, epochs, values } of piece.curves) {
    const curve = byName.get(name) ?? NO_CURVE;
    byName.set(name, {
      steps: appended(curve.steps, steps),
      epochs: appended(curve.epochs, epochs),
      values: appended(curve.values, values),
    });
  }
  const { lines, badLines, problems, gaps, restarts } = piece;
  return {
    byName,
    lines,
    badLines,
    problems,
    gaps,
    restarts: [...(before?.restarts ?? []), ...restarts],
    clock: before?.clock,
  };
}
