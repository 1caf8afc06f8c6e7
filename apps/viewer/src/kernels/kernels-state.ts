// What the Kernels room knows: the open profile, what is selected in it, and which part of each picture is in sight.
import {
  type ClockQuality,
  clockQuality,
  indexTimeline,
  type MeasurePhase,
  type PlacedLaunch,
  type ProfileReport,
  placeLaunches,
  type TimelineIndex,
} from "@pleura/profiling";
import {
  type Grouping,
  type LaunchPlace,
  type Sorting,
  type TableRow,
  tableRows,
} from "./table-rows.ts";
import type { AxisWindow } from "./window-of.ts";

/** A profile with what panels draw, made once when it is opened. */
export interface OpenProfile {
  readonly name: string;
  readonly report: ProfileReport;
  readonly clock: ClockQuality;
  readonly timeline: TimelineIndex;
  /** Of each program. */
  readonly launches: readonly (readonly PlacedLaunch[])[];
  readonly rows: Readonly<Record<Grouping, readonly TableRow[]>>;
}

/** Makes a profile ready to be shown. */
export function openProfile(name: string, report: ProfileReport): OpenProfile {
  return {
    name,
    report,
    clock: clockQuality(report),
    timeline: indexTimeline(report),
    launches: report.programs.map(({ launches }) => placeLaunches(launches)),
    rows: tableRows(report),
  };
}

/** What the room is doing. */
export type KernelsWork =
  | { readonly kind: "idle" }
  | { readonly kind: "reading"; readonly name: string }
  | {
      readonly kind: "profiling";
      readonly phase: MeasurePhase;
      readonly done: number;
      readonly total: number;
    };

/** What is profiled when it is asked for. */
export interface ProfileChoice {
  readonly model: "classifier" | "pretext";
  readonly step: "inference" | "score-cam";
  readonly steps: number;
  readonly usesWallClock: boolean;
}

/** What is selected: a kernel, and a layer or a launch of it. */
export interface Selected {
  readonly kernel: string;
  readonly layer: string | undefined;
  readonly place: LaunchPlace | undefined;
}

/** An event of the timeline: its lane and its place there. */
export interface EventPlace {
  readonly lane: number;
  readonly at: number;
}

/** The parts of the inspector beside the table. */
export const TABS = ["roofline", "memory", "text", "step"] as const;
/** One of {@link TABS}. */
export type Tab = (typeof TABS)[number];

/** What scrolls or has a size of its own, pixels. */
export type Pane = "timeline" | "table" | "memory" | "text";

/** Size and scroll position of a pane. */
export interface PaneView {
  readonly width: number;
  readonly height: number;
  readonly top: number;
}

/** The room's state. */
export interface KernelsState {
  readonly profile: OpenProfile | undefined;
  /** The profile that the open one is held against. */
  readonly baseline: OpenProfile | undefined;
  /** Paths of the profiles that `pleura view` serves. */
  readonly served: readonly string[];
  readonly work: KernelsWork;
  readonly choice: ProfileChoice;
  readonly grouping: Grouping;
  readonly sorting: Sorting;
  readonly filter: string;
  readonly selected: Selected | undefined;
  readonly tab: Tab;
  /** Whether the timeline shows recorded steps, or a program's launches at their medians. */
  readonly isRecorded: boolean;
  /** The program whose launches and memory are shown. */
  readonly program: number;
  /** Microseconds in sight. */
  readonly time: AxisWindow;
  /** Launches in sight of the memory plan. */
  readonly span: AxisWindow;
  readonly event: EventPlace | undefined;
  readonly temporary: number | undefined;
  /** What the pointer is over. */
  readonly hovered: {
    readonly event?: EventPlace | undefined;
    readonly launch?: number | undefined;
    readonly crowd?: number | undefined;
    readonly temporary?: number | undefined;
  };
  readonly panes: Readonly<Record<Pane, PaneView>>;
}

const pane = (width: number, height: number): PaneView => ({ width, height, top: 0 });

/** How the room begins. */
export const initialKernelsState: KernelsState = {
  profile: undefined,
  baseline: undefined,
  served: [],
  work: { kind: "idle" },
  // A handful of steps shows every launch, and costs a software adapter seconds.
  choice: { model: "classifier", step: "inference", steps: 5, usesWallClock: false },
  grouping: "kernel",
  sorting: { column: "total", isDescending: true },
  filter: "",
  selected: undefined,
  tab: "roofline",
  isRecorded: true,
  program: 0,
  time: { from: 0, to: 1 },
  span: { from: 0, to: 1 },
  event: undefined,
  temporary: undefined,
  hovered: {},
  panes: {
    timeline: pane(1200, 200),
    table: pane(700, 500),
    memory: pane(600, 400),
    text: pane(600, 400),
  },
};

/** The whole axis of the timeline in sight. */
export function wholeTime({
  profile,
  isRecorded,
  program,
}: Pick<KernelsState, "profile" | "isRecorded" | "program">): AxisWindow {
  const to = isRecorded ? profile?.timeline.endUs : profile?.launches[program]?.at(-1)?.endUs;
  return { from: 0, to: Math.max(1e-3, to ?? 1) };
}

/** All launches of the program in sight. */
export function wholeSpan({
  profile,
  program,
}: Pick<KernelsState, "profile" | "program">): AxisWindow {
  return { from: 0, to: Math.max(1, profile?.report.programs[program]?.memory.launches ?? 1) };
}
