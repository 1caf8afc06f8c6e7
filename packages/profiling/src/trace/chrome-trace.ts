// A recording as Chrome trace events, which ui.perfetto.dev opens: tracks for host, queue and device, and memory.
import type { HostEvent, ProfiledRun } from "@pleura/engine";
import type { StepRecord } from "../record/record-steps.ts";
import { planMemory } from "../report/plan-memory.ts";
import {
  deviceSpans,
  disjointHost,
  edges,
  inTurn,
  queueSpans,
  type Span,
  spanOf,
} from "./tracks.ts";

/** One event of the trace. Times in microseconds, in steps of a nanosecond. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: "X" | "M" | "C";
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A trace file. */
export interface ChromeTrace {
  readonly displayTimeUnit: "ns";
  readonly otherData: Readonly<Record<string, string>>;
  readonly traceEvents: readonly TraceEvent[];
}

/** Track numbers. */
export const TRACKS = { host: 1, queue: 2, device: 3, compile: 4 } as const;

const pid = 1;
/** Runs that the trace shows at most: a thousand of 700 launches would be 100 MB. */
const mostRuns = 40;
/** What the host does within this time of the last run's end belongs to it: reading it back. */
const tailMs = 5;

/** The trace of a recording: the compilation, then the first recorded steps. */
export function chromeTrace(
  opened: readonly HostEvent[],
  { first, measured }: StepRecord,
  facts: Readonly<Record<string, string>>,
): ChromeTrace {
  const runs = measured.runs
    .filter(({ launches, groups }) => launches.length + groups.length > 0)
    .slice(0, mostRuns);
  const untilMs = Math.max(0, ...runs.map((run) => edges(run)[1])) / 1e6 + tailMs;
  const compiled = [...opened, ...first.host].filter(({ kind }) => kind === "compile");
  const work = [...opened, ...first.host, ...measured.host].filter(
    ({ kind, startMs }) => kind !== "compile" && startMs <= untilMs,
  );
  const host = disjointHost(work);
  const queue = queueSpans(runs);
  const device = runs.flatMap(deviceSpans);
  const tracks: readonly Track[] = [
    [TRACKS.host, "CPU", host],
    [TRACKS.queue, "queue", queue],
    [TRACKS.device, "GPU", device],
    [TRACKS.compile, "compile", inTurn(compiled.map(spanOf))],
  ];
  return traceOf(tracks, runs.flatMap(memoryCounters), facts);
}

/** A track: its number, its name and what happened on it. */
export type Track = readonly [tid: number, name: string, spans: readonly Span[]];

/** Bytes of temporaries from a moment on. */
export interface MemoryCounter {
  readonly atNs: number;
  readonly bytes: number;
}

/** The trace of tracks and of memory. */
export function traceOf(
  tracks: readonly Track[],
  counters: readonly MemoryCounter[],
  facts: Readonly<Record<string, string>>,
): ChromeTrace {
  const starts = [
    ...tracks.flatMap(([, , spans]) => spans.map(({ startNs }) => startNs)),
    ...counters.map(({ atNs }) => atNs),
  ];
  const zero = starts.reduce((least, ns) => Math.min(least, ns), starts[0] ?? 0);
  const us = (ns: number) => Number(((ns - zero) / 1e3).toFixed(3));
  const events: TraceEvent[] = [
    ...tracks.flatMap(([tid, , spans]) =>
      spans.map(({ name, cat, startNs, endNs, args }): TraceEvent => {
        const span = { name, cat, ph: "X" as const, pid, tid, ts: us(startNs) };
        const timed = { ...span, dur: Number(((endNs - startNs) / 1e3).toFixed(3)) };
        return args === undefined ? timed : { ...timed, args };
      }),
    ),
    ...counters.map(
      ({ atNs, bytes }): TraceEvent => ({
        ...{ name: "planned memory", ph: "C", pid, tid: TRACKS.device, ts: us(atNs) },
        args: { "temporaries, MiB": Number((bytes / 2 ** 20).toFixed(4)) },
      }),
    ),
  ];
  // Parents before their children, so that viewers nest them.
  events.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  return {
    displayTimeUnit: "ns",
    otherData: facts,
    traceEvents: [...metadata(tracks.map(([tid, name]) => [tid, name])), ...events],
  };
}

function metadata(tracks: readonly (readonly [tid: number, name: string])[]): TraceEvent[] {
  const named = (name: string, tid: number, args: Readonly<Record<string, unknown>>) =>
    ({ name, ph: "M", pid, tid, ts: 0, args }) as const;
  return [
    named("process_name", 0, { name: "pleura" }),
    ...tracks.flatMap(([tid, name]) => [
      named("thread_name", tid, { name }),
      named("thread_sort_index", tid, { sort_index: tid }),
    ]),
  ];
}

/** The plan's memory at the beginning of each pass of a run, and none after it. */
function memoryCounters(run: ProfiledRun): MemoryCounter[] {
  const { liveBytes } = planMemory(run.plan);
  const at = [
    ...run.launches.map(({ launch, startNs }) => ({ launch, startNs })),
    ...run.groups.map(({ first, startNs }) => ({ launch: first, startNs })),
  ].toSorted((a, b) => a.startNs - b.startNs);
  const points = at.map(({ launch, startNs }) => ({
    atNs: Math.round(startNs),
    bytes: liveBytes[launch] ?? 0,
  }));
  return [...points, { atNs: edges(run)[1], bytes: 0 }];
}
