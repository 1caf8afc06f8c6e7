// A recorded timeline in lanes: tracks side by side, and what lies within something else one lane lower.
import type { ProfileReport, TrackEvent } from "../report/profile-report.ts";

/** Events of one depth of a track: they follow each other and never overlap. */
export interface TimelineLane {
  /** Name of the track, on its first lane only. */
  readonly track: "CPU" | "queue" | "GPU";
  readonly depth: number;
  readonly events: readonly TrackEvent[];
}

/** Bytes of temporaries that are alive from a moment on. */
export interface MemoryPoint {
  readonly us: number;
  readonly bytes: number;
}

/** A timeline that is ready to be drawn in any window. */
export interface TimelineIndex {
  readonly lanes: readonly TimelineLane[];
  readonly memory: readonly MemoryPoint[];
  readonly endUs: number;
}

/** Puts a report's timeline into lanes. */
export function indexTimeline({
  timeline,
  programs,
}: Pick<ProfileReport, "timeline" | "programs">): TimelineIndex {
  const lanes = [
    ...lanesOf("CPU", timeline.host),
    ...lanesOf("queue", timeline.queue),
    ...lanesOf("GPU", timeline.device),
  ];
  const memory = timeline.device
    .filter(({ program }) => program !== undefined)
    .toSorted((a, b) => a.startUs - b.startUs)
    .flatMap(({ startUs, endUs, program = -1, launch = -1 }, at, all): MemoryPoint[] => {
      const bytes = programs[program]?.memory.liveBytes[launch] ?? 0;
      const point = { us: startUs, bytes };
      const next = all[at + 1];
      // Between runs nothing is alive.
      const isLastOfRun =
        next === undefined || next.program !== program || (next.launch ?? 0) <= launch;
      return isLastOfRun ? [point, { us: endUs, bytes: 0 }] : [point];
    });
  const ends = lanes.map(({ events }) => events.at(-1)?.endUs ?? 0);
  return { lanes, memory, endUs: Math.max(1, ...ends) };
}

/** Deepest lane: what is nested more is drawn there. */
const deepest = 5;

function lanesOf(track: TimelineLane["track"], events: readonly TrackEvent[]): TimelineLane[] {
  const levels: TrackEvent[][] = [[]];
  const open: number[] = [];
  for (const event of events.toSorted((a, b) => a.startUs - b.startUs || b.endUs - a.endUs)) {
    while (open.length > 0 && (open.at(-1) as number) <= event.startUs) open.pop();
    const depth = Math.min(open.length, deepest);
    levels[depth] ??= [];
    levels[depth].push(event);
    open.push(event.endUs);
  }
  return levels.map((own, depth) => ({ track, depth, events: own }));
}

/** Place of the first event that ends after a moment. */
export function firstAfter(events: readonly TrackEvent[], us: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle] as TrackEvent).endUs > us) high = middle;
    else low = middle + 1;
  }
  return low;
}
