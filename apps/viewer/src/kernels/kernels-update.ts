// The Kernels room's update: the next state of an event, without doing anything.
import type { MeasurePhase } from "@pleura/profiling";
import {
  type EventPlace,
  type KernelsState,
  type KernelsWork,
  type OpenProfile,
  type Pane,
  type PaneView,
  type ProfileChoice,
  type Selected,
  type Tab,
  wholeSpan,
  wholeTime,
} from "./kernels-state.ts";
import { COLUMNS, type Grouping, type LaunchPlace } from "./table-rows.ts";
import { type AxisWindow, panned, showing, zoomed } from "./window-of.ts";

/** A picture that can be zoomed: the timeline, or the memory plan. */
export type Zoomable = "time" | "span";

/** What can happen in the room. */
export type KernelsEvent =
  | { readonly type: "opened"; readonly profile: OpenProfile }
  | { readonly type: "compared"; readonly baseline: OpenProfile | undefined }
  | { readonly type: "served"; readonly paths: readonly string[] }
  | { readonly type: "worked"; readonly work: KernelsWork }
  | {
      readonly type: "progressed";
      readonly phase: MeasurePhase;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "choice-changed"; readonly choice: Partial<ProfileChoice> }
  | { readonly type: "grouped"; readonly grouping: Grouping }
  | { readonly type: "sorted"; readonly column: string }
  | { readonly type: "filtered"; readonly filter: string }
  | { readonly type: "selected"; readonly selected: Selected | undefined }
  | { readonly type: "event-selected"; readonly place: EventPlace | undefined }
  | { readonly type: "launch-selected"; readonly place: LaunchPlace }
  | { readonly type: "launch-stepped"; readonly by: 1 | -1 }
  | { readonly type: "temporary-selected"; readonly temporary: number | undefined }
  | { readonly type: "temporary-stepped"; readonly by: 1 | -1 }
  | { readonly type: "tab-chosen"; readonly tab: Tab }
  | { readonly type: "program-chosen"; readonly program: number }
  | { readonly type: "timeline-chosen"; readonly isRecorded: boolean }
  | {
      readonly type: "zoomed";
      readonly axis: Zoomable;
      readonly factor: number;
      readonly anchor?: number;
    }
  | { readonly type: "panned"; readonly axis: Zoomable; readonly share: number }
  | { readonly type: "fitted"; readonly axis: Zoomable }
  | { readonly type: "hovered"; readonly hovered: KernelsState["hovered"] }
  | { readonly type: "pane-changed"; readonly pane: Pane; readonly view: Partial<PaneView> };

/** Shortest window: a tenth of a microsecond, and one launch. */
const LEAST: Readonly<Record<Zoomable, number>> = { time: 0.1, span: 1 };

/** The next state. */
export function updateKernels(state: KernelsState, event: KernelsEvent): KernelsState {
  switch (event.type) {
    case "opened":
      return opened(state, event.profile);
    case "compared":
      return { ...state, baseline: event.baseline };
    case "served":
      return { ...state, served: event.paths };
    case "worked":
      return { ...state, work: event.work };
    case "progressed": {
      const { phase, done, total } = event;
      if (state.work.kind !== "profiling") return state;
      return { ...state, work: { kind: "profiling", phase, done, total } };
    }
    case "choice-changed":
      return { ...state, choice: { ...state.choice, ...event.choice } };
    case "grouped":
      return scrolledUp({ ...state, grouping: event.grouping });
    case "sorted":
      return scrolledUp({ ...state, sorting: nextSorting(state, event.column) });
    case "filtered":
      return scrolledUp({ ...state, filter: event.filter });
    case "selected":
      return selecting(state, event.selected);
    case "event-selected":
      return eventSelected(state, event.place);
    case "launch-selected":
      return launchSelected(state, event.place);
    case "launch-stepped":
      return launchStepped(state, event.by);
    case "temporary-selected":
      return { ...state, temporary: event.temporary };
    case "temporary-stepped":
      return temporaryStepped(state, event.by);
    case "tab-chosen":
      return { ...state, tab: event.tab };
    case "program-chosen":
      return fitted({ ...state, program: event.program, temporary: undefined });
    case "timeline-chosen":
      return fitted({ ...state, isRecorded: event.isRecorded });
    case "zoomed": {
      const { axis, factor } = event;
      const window = state[axis];
      const anchor = event.anchor ?? (window.from + window.to) / 2;
      return {
        ...state,
        [axis]: zoomed(window, factor, anchor, wholeOf(state, axis), LEAST[axis]),
      };
    }
    case "panned": {
      const { axis, share } = event;
      return { ...state, [axis]: panned(state[axis], share, wholeOf(state, axis)) };
    }
    case "fitted":
      return { ...state, [event.axis]: wholeOf(state, event.axis) };
    case "hovered":
      return { ...state, hovered: event.hovered };
    case "pane-changed": {
      const view = { ...state.panes[event.pane], ...event.view };
      return { ...state, panes: { ...state.panes, [event.pane]: view } };
    }
  }
}

function wholeOf(state: KernelsState, axis: Zoomable): AxisWindow {
  return axis === "time" ? wholeTime(state) : wholeSpan(state);
}

function fitted(state: KernelsState): KernelsState {
  return {
    ...state,
    time: wholeTime(state),
    span: wholeSpan(state),
    hovered: {},
    event: undefined,
  };
}

function scrolledUp(state: KernelsState): KernelsState {
  return { ...state, panes: { ...state.panes, table: { ...state.panes.table, top: 0 } } };
}

/** A profile is opened with its longest kernel selected. */
function opened(state: KernelsState, profile: OpenProfile): KernelsState {
  const [first] = profile.rows.kernel;
  const { programs } = profile.report;
  const launchesOf = (at: number) =>
    (programs[at]?.launches.length ?? 0) * (programs[at]?.runs ?? 0);
  const program = programs.reduce(
    (most, _, at) => (launchesOf(at) > launchesOf(most) ? at : most),
    0,
  );
  const next = fitted({ ...state, profile, program, isRecorded: true, temporary: undefined });
  const selected = first && { kernel: first.name, layer: undefined, place: undefined };
  return selecting(scrolledUp({ ...next, filter: "", work: { kind: "idle" } }), selected);
}

/** A second press turns the order round; numbers begin with the largest, words with the first. */
function nextSorting({ sorting }: KernelsState, column: string): KernelsState["sorting"] {
  if (sorting.column === column) return { column, isDescending: !sorting.isDescending };
  const isText = COLUMNS.find(({ id }) => id === column)?.isText ?? true;
  return { column, isDescending: !isText };
}

function selecting(state: KernelsState, selected: Selected | undefined): KernelsState {
  const isOther = selected?.kernel !== state.selected?.kernel;
  const text = isOther ? { ...state.panes.text, top: 0 } : state.panes.text;
  return { ...state, selected, event: undefined, panes: { ...state.panes, text } };
}

/** An event that is a launch selects it, and its program's memory at that launch. */
function eventSelected(state: KernelsState, place: EventPlace | undefined): KernelsState {
  const event = place && state.profile?.timeline.lanes[place.lane]?.events[place.at];
  if (event === undefined) return { ...state, event: undefined };
  const { program, launch } = event;
  if (program === undefined || launch === undefined) return { ...state, event: place };
  return { ...launchSelected(state, { program, launch }), event: place };
}

function launchSelected(state: KernelsState, place: LaunchPlace): KernelsState {
  const program = state.profile?.report.programs[place.program];
  const entry = program?.launches.find(({ launch }) => launch === place.launch);
  if (entry === undefined) return state;
  const chosen = { kernel: entry.kernel, layer: entry.label, place };
  const next = selecting(state, chosen);
  if (place.program === state.program) {
    const part = { from: place.launch, to: place.launch + 1 };
    return { ...next, span: showing(state.span, part, wholeSpan(state)) };
  }
  const other = { ...next, program: place.program, temporary: undefined };
  return {
    ...other,
    span: wholeSpan(other),
    time: state.isRecorded ? state.time : wholeTime(other),
  };
}

/** The next launch of the program in sight, or the one before; the first when none is selected. */
function launchStepped(state: KernelsState, by: 1 | -1): KernelsState {
  const launches = state.profile?.report.programs[state.program]?.launches ?? [];
  const place = state.selected?.place;
  const at =
    place?.program === state.program
      ? launches.findIndex(({ launch }) => launch === place.launch) + by
      : 0;
  const entry = launches[Math.min(launches.length - 1, Math.max(0, at))];
  if (entry === undefined) return state;
  const next = launchSelected(state, { program: state.program, launch: entry.launch });
  const part = partInTime(next);
  return part === undefined ? next : { ...next, time: showing(next.time, part, wholeTime(next)) };
}

/** Where the selected launch lies on the timeline in sight. */
function partInTime({ profile, selected, isRecorded }: KernelsState): AxisWindow | undefined {
  const place = selected?.place;
  if (place === undefined || profile === undefined) return undefined;
  const found = isRecorded
    ? profile.report.timeline.device.find(
        ({ program, launch }) => program === place.program && launch === place.launch,
      )
    : profile.launches[place.program]?.find(({ entry }) => entry.launch === place.launch);
  return found && { from: found.startUs, to: found.endUs };
}

function temporaryStepped(state: KernelsState, by: 1 | -1): KernelsState {
  const temporaries = state.profile?.report.programs[state.program]?.memory.temporaries ?? [];
  const at = state.temporary === undefined ? 0 : state.temporary + by;
  const next = Math.min(temporaries.length - 1, Math.max(0, at));
  const found = temporaries[next];
  if (found === undefined) return state;
  const part = { from: found.first, to: found.last + 1 };
  return { ...state, temporary: next, span: showing(state.span, part, wholeSpan(state)) };
}
