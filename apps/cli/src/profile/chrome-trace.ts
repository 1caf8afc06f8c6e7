// A recording as Chrome trace events, which ui.perfetto.dev opens: tracks for host, queue and device, and memory.
import type { HostEvent, ProfiledRun } from "@pleura/engine";
import { planMemory } from "./plan-memory-report.ts";
import type { StepRecord } from "./record-steps.ts";

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

/** Track numbers. Compilations overlap, so each of their lanes is a track of its own from `compile` on. */
export const TRACKS = { host: 1, queue: 2, device: 3, compile: 10 } as const;

const pid = 1;
/** Steps that the trace shows at most: a thousand steps of 700 launches would be 100 MB. */
const mostRuns = 40;

/** Whole nanoseconds, so that rounding cannot make neighbours overlap. */
interface Span {
  readonly name: string;
  readonly startNs: number;
  readonly endNs: number;
  readonly cat: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** The trace of a recording: the compilation, then the first recorded steps. */
export function chromeTrace(
  opened: readonly HostEvent[],
  { first, measured, on }: StepRecord,
  facts: Readonly<Record<string, string>>,
): ChromeTrace {
  const runs = measured.runs
    .filter(({ launches, groups }) => launches.length + groups.length > 0)
    .slice(0, mostRuns);
  const lastNs = Math.max(0, ...runs.map((run) => edges(run)[1]));
  const window = on.find(({ toMs }) => toMs * 1e6 >= lastNs) ?? on.at(-1);
  const untilMs = window?.toMs ?? 0;
  const compiled = [...opened, ...first.host].filter(({ kind }) => kind === "compile");
  const work = [...opened, ...first.host, ...measured.host].filter(
    ({ kind, startMs }) => kind !== "compile" && startMs <= untilMs,
  );
  const host = disjointHost(work);
  const queue = queueSpans(runs);
  const device = runs.flatMap(deviceSpans);
  const lanes = inLanes(compiled.map(spanOf));
  const tracks: (readonly [number, string, readonly Span[]])[] = [
    [TRACKS.host, "CPU", host],
    [TRACKS.queue, "queue", queue],
    [TRACKS.device, "GPU", device],
    ...lanes.map((lane, at): [number, string, Span[]] => [
      TRACKS.compile + at,
      `compile ${at + 1}`,
      lane,
    ]),
  ];
  const counters = runs.flatMap(memoryCounters);
  const all = [...tracks.flatMap(([, , spans]) => spans.map(({ startNs }) => startNs))];
  const zero = Math.min(...all, ...counters.map(({ atNs }) => atNs));
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

function spanOf({ kind, label, startMs, endMs, bytes }: HostEvent): Span {
  return {
    name: `${kind}: ${label}`,
    cat: kind,
    startNs: Math.round(startMs * 1e6),
    endNs: Math.round(endMs * 1e6),
    ...(bytes !== undefined && { args: { bytes } }),
  };
}

/** The host's work on one track: waits are cut where the host did something meanwhile. */
function disjointHost(events: readonly HostEvent[]): Span[] {
  const spans = events.map(spanOf).toSorted((a, b) => a.startNs - b.startNs || b.endNs - a.endNs);
  const isWait = ({ cat }: Span) => cat === "wait";
  const taken: Span[] = [];
  for (const span of spans.filter((one) => !isWait(one))) {
    // Work within work is nested; what reaches beyond it (promises that overlap) is cut.
    const around = taken.findLast(({ endNs }) => endNs > span.startNs);
    taken.push(around && span.endNs > around.endNs ? { ...span, endNs: around.endNs } : span);
  }
  const free: Span[] = [];
  let from = Number.NEGATIVE_INFINITY;
  const busy = [...taken];
  for (const wait of spans.filter(isWait)) {
    let startNs = Math.max(wait.startNs, from);
    for (const { startNs: busyFrom, endNs: busyTo } of busy) {
      if (busyTo <= startNs || busyFrom >= wait.endNs) continue;
      if (busyFrom > startNs) free.push({ ...wait, startNs, endNs: busyFrom });
      startNs = Math.max(startNs, busyTo);
    }
    if (wait.endNs > startNs) free.push({ ...wait, startNs, endNs: wait.endNs });
    from = Math.max(from, wait.endNs);
  }
  return [...taken, ...free].toSorted((a, b) => a.startNs - b.startNs || b.endNs - a.endNs);
}

/** Times of a run's first and last moment on the device, whole nanoseconds. */
function edges({ launches, groups }: ProfiledRun): [number, number] {
  const all = [...launches, ...groups];
  return [
    Math.round(Math.min(...all.map(({ startNs }) => startNs))),
    Math.round(Math.max(...all.map(({ endNs }) => endNs))),
  ];
}

/** A run from its submit, or from the end of the run before it, to its own end. */
function queueSpans(runs: readonly ProfiledRun[]): Span[] {
  let before = Number.NEGATIVE_INFINITY;
  return runs.map((run, index) => {
    const submitNs = Math.round(run.submitMs * 1e6);
    const [, endNs] = edges(run);
    const startNs = Math.min(endNs, Math.max(before, submitNs));
    before = endNs;
    const args = { waitedMs: (edges(run)[0] - submitNs) / 1e6, launches: run.plan.launches.length };
    return { name: `run ${index + 1}`, cat: "queue", startNs, endNs, args };
  });
}

/** A run on the device with its launches inside. */
function deviceSpans(run: ProfiledRun, index: number): Span[] {
  const [startNs, endNs] = edges(run);
  const launches = run.launches.map((one): Span => {
    const { label, kernel, variant, grid, workgroup, cost, workingSetBytes, launch } = one;
    const text = { kernel, variant, grid: grid.join("×"), workgroup: workgroup.join("×") };
    return {
      name: label,
      cat: "launch",
      startNs: Math.round(one.startNs),
      endNs: Math.round(one.endNs),
      args: { ...text, flops: cost.flops, bytes: cost.bytes, workingSetBytes, launch },
    };
  });
  const groups = run.groups.map(({ first, last, ...one }): Span => {
    const labels = run.plan.launches.slice(first, last + 1).map(({ label }) => label);
    const name = `${labels.length} launches: ${labels[0]} … ${labels.at(-1)}`;
    return {
      name,
      cat: "group",
      startNs: Math.round(one.startNs),
      endNs: Math.round(one.endNs),
      args: { first, last },
    };
  });
  return [
    { name: `run ${index + 1}`, cat: "run", startNs, endNs },
    ...[...launches, ...groups].toSorted((a, b) => a.startNs - b.startNs),
  ];
}

/** The plan's memory at the beginning of each pass of a run, and none after it. */
function memoryCounters(run: ProfiledRun): { atNs: number; bytes: number }[] {
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

/** Puts spans that overlap on as few lanes as needed. */
function inLanes(spans: readonly Span[]): Span[][] {
  const lanes: Span[][] = [];
  for (const span of spans.toSorted((a, b) => a.startNs - b.startNs)) {
    const lane = lanes.find((one) => (one.at(-1) as Span).endNs <= span.startNs);
    if (lane) lane.push(span);
    else lanes.push([span]);
  }
  return lanes;
}
