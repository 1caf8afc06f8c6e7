// Where the wall time goes: every moment of the recorded steps is given to one part, so that parts add up.
import type { HostEvent, HostWork, ProfiledRun } from "@pleura/engine";
import type { StepWindow } from "../record/record-steps.ts";

/** What a moment was spent on. `between launches` is inside a run, the host's parts while the device idles. */
export type WallPart = "launches" | "between launches" | `host: ${HostWork}` | "host: own code";

/** The wall time of a step and its parts, milliseconds per step. */
export interface WallTime {
  readonly stepMs: number;
  /** Parts by name; they add up to `stepMs`. */
  readonly parts: ReadonlyMap<WallPart, number>;
  /** Milliseconds per step that the host spent on each kind of work, hidden behind launches or not. */
  readonly host: ReadonlyMap<HostWork, number>;
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A recorded piece of host work as an interval. */
interface WorkInterval extends Interval {
  readonly kind: HostWork;
}

/** Divides the wall time of the recorded windows. */
export function wallTime(
  windows: readonly StepWindow[],
  runs: readonly ProfiledRun[],
  events: readonly HostEvent[],
): WallTime {
  const steps = windows.reduce((sum, one) => sum + one.steps, 0);
  const busy = runs
    .flatMap(({ launches, groups }) => [...launches, ...groups])
    .map(({ startNs, endNs }) => ({ from: startNs / 1e6, to: endNs / 1e6 }))
    .toSorted((a, b) => a.from - b.from);
  const spans = runs
    .map(({ launches, groups }) => {
      const all = [...launches, ...groups];
      return {
        from: Math.min(...all.map(({ startNs }) => startNs)) / 1e6,
        to: Math.max(...all.map(({ endNs }) => endNs)) / 1e6,
      };
    })
    .toSorted((a, b) => a.from - b.from);
  const work: WorkInterval[] = events
    .map(({ kind, startMs, endMs }) => ({ kind, from: startMs, to: endMs }))
    .toSorted((a, b) => a.from - b.from);
  const totals = new Map<WallPart, number>();
  const host = new Map<HostWork, number>();
  for (const { fromMs, toMs } of windows) {
    const inside = <T extends Interval>(all: readonly T[]) =>
      all.filter(({ from, to }) => to > fromMs && from < toMs);
    const own = inside(work);
    sweep({ from: fromMs, to: toMs }, inside(busy), inside(spans), own, totals);
    for (const { kind, from, to } of own) {
      const ms = Math.min(to, toMs) - Math.max(from, fromMs);
      host.set(kind, (host.get(kind) ?? 0) + ms / steps);
    }
  }
  const wall = windows.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const parts = new Map([...totals].map(([part, ms]) => [part, ms / steps]));
  return { stepMs: wall / steps, parts, host };
}

/** Cuts a window at every edge and gives each piece to the first part that covers it. */
function sweep(
  window: Interval,
  busy: readonly Interval[],
  spans: readonly Interval[],
  work: readonly WorkInterval[],
  totals: Map<WallPart, number>,
): void {
  const edges = [...busy, ...spans, ...work, window]
    .flatMap(({ from, to }) => [from, to])
    .filter((ms) => ms >= window.from && ms <= window.to)
    .toSorted((a, b) => a - b);
  const [isBusy, isInRun] = [follower(busy), follower(spans)];
  const kinds = [...new Set(work.map(({ kind }) => kind))].map((kind) => ({
    kind,
    covers: follower(work.filter((one) => one.kind === kind)),
  }));
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const [from, to] = [edges[index] as number, edges[index + 1] as number];
    if (to <= from) continue;
    const middle = (from + to) / 2;
    const active = kinds.filter(({ covers }) => covers(middle)).map(({ kind }) => kind);
    // Waiting is what is left when nothing else is done.
    const doing = active.find((kind) => kind !== "wait") ?? active[0];
    const part: WallPart = isBusy(middle)
      ? "launches"
      : isInRun(middle)
        ? "between launches"
        : doing === undefined
          ? "host: own code"
          : `host: ${doing}`;
    totals.set(part, (totals.get(part) ?? 0) + to - from);
  }
}

/** Tells whether rising moments lie in one of the intervals, which are sorted by their beginning. */
function follower(intervals: readonly Interval[]): (ms: number) => boolean {
  let next = 0;
  let end = Number.NEGATIVE_INFINITY;
  return (ms) => {
    while (next < intervals.length && (intervals[next] as Interval).from <= ms) {
      end = Math.max(end, (intervals[next] as Interval).to);
      next += 1;
    }
    return ms < end;
  };
}
