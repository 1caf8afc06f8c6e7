// The tracks of a recording: what host, queue and device did, as spans that nest and never overlap otherwise.
import type { HostEvent, ProfiledRun } from "@pleura/engine";

/** Whole nanoseconds, so that rounding cannot make neighbours overlap. */
export interface Span {
  readonly name: string;
  readonly startNs: number;
  readonly endNs: number;
  readonly cat: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A piece of the host's work as a span. */
export function spanOf({ kind, label, startMs, endMs, bytes }: HostEvent): Span {
  return {
    name: `${kind}: ${label}`,
    cat: kind,
    startNs: Math.round(startMs * 1e6),
    endNs: Math.round(endMs * 1e6),
    ...(bytes !== undefined && { args: { bytes } }),
  };
}

/** The host's work on one track: waits are cut where the host did something meanwhile. */
export function disjointHost(events: readonly HostEvent[]): Span[] {
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
export function edges({ launches, groups }: ProfiledRun): [number, number] {
  const all = [...launches, ...groups];
  return [
    Math.round(Math.min(...all.map(({ startNs }) => startNs))),
    Math.round(Math.max(...all.map(({ endNs }) => endNs))),
  ];
}

/** A run from its submit, or from the end of the run before it, to its own end. */
export function queueSpans(runs: readonly ProfiledRun[]): Span[] {
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
export function deviceSpans(run: ProfiledRun, index: number): Span[] {
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

/**
 * Work that is asked for at once and gets ready one after the other, such as pipelines, on one track:
 * each from when the one before it was ready, so that no time in which any was in work is lost.
 */
export function inTurn(spans: readonly Span[]): Span[] {
  let before = Number.NEGATIVE_INFINITY;
  const byEnd = spans.toSorted((a, b) => a.endNs - b.endNs);
  return byEnd.map((span, index) => {
    const begun = Math.min(...byEnd.slice(index).map(({ startNs }) => startNs));
    const startNs = Math.max(before, begun);
    before = span.endNs;
    const args = { ...span.args, msUntilReady: (span.endNs - span.startNs) / 1e6 };
    return { ...span, startNs, args };
  });
}
