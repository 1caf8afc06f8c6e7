// The Run room's state: opened folders with their runs, what was read of each, and how it is looked at.

import type { Thumbnail } from "../images/image-calls.ts";
import type { StepTimes } from "./read/event-times.ts";
import { ALL_FILMS, type FilmFilter, type FilmOrder } from "./read/film-filter.ts";
import type { FolderContents } from "./read/folder-contents.ts";
import type { Numbers } from "./read/growing-numbers.ts";
import type { Judgement } from "./read/judge-predictions.ts";
import type { LineProblem } from "./read/metrics-reader.ts";
import type { Predictions } from "./read/predictions.ts";
import type { ReportFacts } from "./read/report-facts.ts";
import type { RunFacts } from "./read/run-facts.ts";
import type { StudyFacts } from "./read/study-facts.ts";

/** Something that is read from a file. */
export type Loaded<T> =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly value: T }
  | { readonly kind: "failed"; readonly reason: string };

/** An opened folder. */
export interface Place {
  readonly id: number;
  readonly name: string;
  readonly isLive: boolean;
  readonly contents: FolderContents;
  readonly isComplete: boolean;
  /** Folders of the runs that a training writes now. */
  readonly running: ReadonlySet<string>;
  readonly study: Loaded<StudyFacts> | undefined;
  /** Where its files are on the page's own server; undefined for a dropped folder. */
  readonly base: string | undefined;
  /** Paths of pages that its commands wrote, such as report.html. */
  readonly pages: readonly string[];
}

/** A run of an opened folder. */
export interface RunKey {
  readonly place: number;
  /** Folder of the run below the place's. */
  readonly path: string;
}

/** A curve as far as it was read. */
export interface Curve {
  readonly steps: Numbers;
  readonly epochs: Numbers;
  readonly values: Numbers;
}

/** The curves of a run. */
export interface Curves {
  readonly byName: ReadonlyMap<string, Curve>;
  readonly lines: number;
  readonly badLines: number;
  readonly problems: readonly LineProblem[];
  readonly gaps: number;
  /** Steps from which the file went on anew. */
  readonly restarts: readonly number[];
  /** Steps and when they were done, seconds of training; empty without event files. */
  readonly clock: StepTimes | undefined;
}

/** Splits whose predictions a run may hold. */
export type SplitName = "test" | "val" | "report";

/** Predictions with their numbers. */
export interface Answers {
  readonly predictions: Predictions;
  readonly judgement: Loaded<Judgement>;
}

/** A film, distorted as in training and restored by the model; each `[size, size]`, 0 is black and 1 white. */
export interface Restoration {
  readonly name: string;
  readonly size: number;
  readonly original: Float32Array;
  readonly distorted: Float32Array;
  readonly restored: Float32Array;
  /** SSIM with the original of the distorted and of the restored film, where the run has measured it. */
  readonly ssim?: { readonly before: number; readonly after: number } | undefined;
}

/** What was read of a run; a part that is undefined has no file. */
export interface RunData {
  readonly facts?: Loaded<RunFacts> | undefined;
  readonly curves?: Loaded<Curves> | undefined;
  readonly report?: Loaded<ReportFacts> | undefined;
  readonly answers: Readonly<Partial<Record<SplitName, Loaded<Answers>>>>;
  /** Why the films of the run's data set cannot be opened; undefined when they can. */
  readonly filmsMissing?: string | undefined;
  readonly restorations?: Loaded<readonly Restoration[]> | undefined;
}

/** Parts of a run that are looked at one at a time. */
export const RUN_TABS = ["curves", "predictions", "restorations", "settings", "compare"] as const;

/** One of them. */
export type RunTab = (typeof RUN_TABS)[number];

/** What stands on the horizontal axis. */
export const CURVE_AXES = ["step", "epoch", "time"] as const;

/** One of them. */
export type CurveAxis = (typeof CURVE_AXES)[number];

/** How curves are drawn. */
export interface CurveView {
  readonly axis: CurveAxis;
  /** 0 to 0.99; see smoothed(). */
  readonly smoothing: number;
  readonly isLog: boolean;
}

/** The room's state. */
export interface RunState {
  readonly places: readonly Place[];
  readonly placesMade: number;
  /** Number of folders that are being opened. */
  readonly opening: number;
  /** The selected run; undefined while a study's table, or nothing, is shown. */
  readonly selected: RunKey | undefined;
  /** Place whose study is shown while no run is selected. */
  readonly study: number | undefined;
  readonly compared: RunKey | undefined;
  readonly data: ReadonlyMap<string, RunData>;
  readonly tab: RunTab;
  readonly curveView: CurveView;
  readonly search: string;
  readonly split: SplitName;
  readonly filter: FilmFilter;
  readonly order: FilmOrder;
  /** First film of the list's page. */
  readonly firstFilm: number;
  /** By the run's key and the film's name; null when it cannot be had. */
  readonly thumbnails: ReadonlyMap<string, Thumbnail | null>;
}

/** How the room starts. */
export const initialRunState: RunState = {
  places: [],
  placesMade: 0,
  opening: 0,
  selected: undefined,
  study: undefined,
  compared: undefined,
  data: new Map(),
  tab: "curves",
  curveView: { axis: "step", smoothing: 0.6, isLog: false },
  search: "",
  split: "test",
  filter: ALL_FILMS,
  order: "as listed",
  firstFilm: 0,
  thumbnails: new Map(),
};

/** A key as the name of a run's data. */
export function keyText({ place, path }: RunKey): string {
  return `${place}/${path}`;
}

/** What was read of a run. */
export function dataOf(state: RunState, key: RunKey | undefined): RunData | undefined {
  return key === undefined ? undefined : state.data.get(keyText(key));
}

/** Name of a run among those that are open. */
export function runName(state: RunState, { place, path }: RunKey): string {
  const name = state.places.find(({ id }) => id === place)?.name ?? "";
  return path === "" || name === "" ? name || path : `${name}/${path}`;
}

/** The value of something that was read. */
export function readyValue<T>(loaded: Loaded<T> | undefined): T | undefined {
  return loaded?.kind === "ready" ? loaded.value : undefined;
}
