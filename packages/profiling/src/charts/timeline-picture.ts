// The timeline: what host, queue and device did in a window of time, and the planned memory below it.
import { element, type PictureElement } from "@pleura/pictures";
import { bytesText } from "../report/bytes-text.ts";
import type { TrackEvent } from "../report/profile-report.ts";
import { colourOf, inkOn, layerOf } from "./colours.ts";
import { durationText, timeMarks } from "./time-axis.ts";
import {
  firstAfter,
  type MemoryPoint,
  type TimelineIndex,
  type TimelineLane,
} from "./timeline-index.ts";

/** What part of a timeline is drawn, and how. */
export interface TimelineView {
  readonly fromUs: number;
  readonly toUs: number;
  /** Of the whole picture, pixels. */
  readonly width: number;
  /** Events narrower than this are drawn as one with their neighbours; 0 draws each, pixels. */
  readonly leastPx: number;
  /** Writes names into events that are wide enough. */
  readonly hasNames: boolean;
  /** Gives each event a title that browsers show on hover. */
  readonly hasTitles: boolean;
  /** Underlines events: those of a kernel among all others. */
  readonly isLit?: (event: TrackEvent) => boolean;
  /** An event to mark: its lane and its place there. */
  readonly marked?: { readonly lane: number; readonly at: number } | undefined;
}

/** Left edge of the time axis: names of tracks stand before it. */
export const TIMELINE_LEFT = 64;
/** Right edge of the time axis from the right of the picture. */
export const TIMELINE_RIGHT = 8;
const AXIS = 22;
const LANE = 22;
const BETWEEN = 8;
const MEMORY = 44;
/** About the width of a letter in an event, and the least letters worth writing. */
const [LETTER, FEWEST] = [6, 4];
/** Least distance of marks on the axis, pixels. */
const MARK_DISTANCE = 96;

/** Pixels of the time axis of a picture. */
export const timelineSpan = (width: number) => Math.max(1, width - TIMELINE_LEFT - TIMELINE_RIGHT);

/** The picture; its elements with `data-lane` and `data-at` say which event they are. */
export function timelinePicture(index: TimelineIndex, view: TimelineView): PictureElement {
  const { fromUs, toUs, width } = view;
  const px = (us: number) =>
    TIMELINE_LEFT + ((us - fromUs) / Math.max(1e-6, toUs - fromUs)) * timelineSpan(width);
  let y = AXIS;
  const placed = index.lanes.map((lane, at) => {
    if (at > 0 && lane.depth === 0) y += BETWEEN;
    const top = y;
    y += LANE;
    return { lane, at, top };
  });
  const lanesEnd = y;
  const height = lanesEnd + BETWEEN + (index.memory.length > 0 ? MEMORY + 4 : 0);
  const marks = timeMarks(fromUs, toUs, Math.max(2, timelineSpan(width) / MARK_DISTANCE));
  return element(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `Timeline from ${durationText(Math.max(0, fromUs))} to ${durationText(toUs)}`,
    },
    marks.flatMap(({ us, text }) => [
      element("line", {
        class: "grid",
        x1: fix(px(us)),
        x2: fix(px(us)),
        y1: AXIS - 4,
        y2: height,
      }),
      element("text", { class: "axis", x: fix(px(us)), y: 12, "text-anchor": "middle" }, text),
    ]),
    placed.flatMap(({ lane, at, top }) => [
      ...(lane.depth === 0
        ? [element("text", { class: "axis track", x: 4, y: top + LANE / 2 + 4 }, lane.track)]
        : []),
      ...drawLane(lane, at, top, px, view),
      ...underline(lane, top, px, view),
    ]),
    memoryTrack(index.memory, view, px, lanesEnd + BETWEEN),
  );
}

/** Events of one lane that lie in the window. */
function drawLane(
  { events }: TimelineLane,
  lane: number,
  top: number,
  px: (us: number) => number,
  view: TimelineView,
): PictureElement[] {
  const { fromUs, toUs, width, leastPx } = view;
  const [left, right] = [TIMELINE_LEFT, width - TIMELINE_RIGHT];
  const drawn: PictureElement[] = [];
  let crowd: { from: number; to: number; count: number } | undefined;
  const endCrowd = () => {
    if (crowd === undefined) return;
    const { from, to, count } = crowd;
    const about = {
      class: "crowd",
      x: fix(from),
      y: top,
      width: fix(Math.max(0.6, to - from)),
      height: LANE - 3,
    };
    drawn.push(element("rect", { ...about, "data-crowd": count }));
    crowd = undefined;
  };
  for (let at = firstAfter(events, fromUs); at < events.length; at += 1) {
    const event = events[at] as TrackEvent;
    if (event.startUs >= toUs) break;
    const [x0, x1] = [Math.max(left, px(event.startUs)), Math.min(right, px(event.endUs))];
    const isMarked = view.marked?.lane === lane && view.marked.at === at;
    if (x1 - x0 < leastPx && !isMarked) {
      if (crowd !== undefined && x0 - crowd.to < leastPx) {
        crowd = { from: crowd.from, to: Math.max(crowd.to, x1), count: crowd.count + 1 };
      } else {
        endCrowd();
        crowd = { from: x0, to: x1, count: 1 };
      }
      continue;
    }
    endCrowd();
    drawn.push(...drawEvent(event, { lane, at, top, x0, x1, isMarked }, view));
  }
  endCrowd();
  return drawn;
}

/** A line under the lit events of a lane; what shares a pixel is one piece of it. */
function underline(
  { events }: TimelineLane,
  top: number,
  px: (us: number) => number,
  { fromUs, toUs, width, isLit }: TimelineView,
): PictureElement[] {
  if (isLit === undefined) return [];
  const pieces: [number, number][] = [];
  for (let at = firstAfter(events, fromUs); at < events.length; at += 1) {
    const event = events[at] as TrackEvent;
    if (event.startUs >= toUs) break;
    if (!isLit(event)) continue;
    const x0 = Math.max(TIMELINE_LEFT, px(event.startUs));
    const x1 = Math.max(x0 + 1, Math.min(width - TIMELINE_RIGHT, px(event.endUs)));
    const last = pieces.at(-1);
    if (last !== undefined && x0 - last[1] < 1) last[1] = Math.max(last[1], x1);
    else pieces.push([x0, x1]);
  }
  if (pieces.length === 0) return [];
  const y = top + LANE - 1.5;
  const d = pieces.map(([x0, x1]) => `M${fix(x0)} ${y}H${fix(x1)}`).join("");
  return [element("path", { class: "lit", d })];
}

interface Place {
  readonly lane: number;
  readonly at: number;
  readonly top: number;
  readonly x0: number;
  readonly x1: number;
  readonly isMarked: boolean;
}

function drawEvent(
  event: TrackEvent,
  { lane, at, top, x0, x1, isMarked }: Place,
  { hasNames, hasTitles }: TimelineView,
): PictureElement[] {
  const { name, kind, startUs, endUs } = event;
  const key = kind === "launch" ? layerOf(name) : kind;
  const plain = { wait: "var(--line)", group: "var(--faint)" }[kind];
  const width = Math.max(0.3, x1 - x0);
  const title = hasTitles
    ? element("title", {}, `${name}: ${((endUs - startUs) / 1e3).toFixed(3)} ms`)
    : undefined;
  const rect = element(
    "rect",
    {
      class: isMarked ? "piece marked" : "piece",
      ...{ x: x0.toFixed(2), y: top, width: width.toFixed(2), height: LANE - 3 },
      fill: plain ?? colourOf(key),
      "data-lane": lane,
      "data-at": at,
    },
    title,
  );
  const letters = Math.floor((width - 6) / LETTER);
  if (!hasNames || letters < FEWEST) return [rect];
  const shown = name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
  const ink = plain === undefined ? inkOn(key) : kind === "wait" ? "var(--ink)" : "var(--paper)";
  return [
    rect,
    element(
      "text",
      {
        class: "name",
        x: fix(x0 + 3),
        y: top + LANE / 2 + 2.5,
        fill: ink,
        "pointer-events": "none",
      },
      shown,
    ),
  ];
}

/** Bytes of temporaries that the plan keeps alive, as steps; of what falls on one pixel, the most. */
function memoryTrack(
  points: readonly MemoryPoint[],
  { fromUs, toUs, width }: TimelineView,
  px: (us: number) => number,
  top: number,
): PictureElement[] {
  if (points.length === 0) return [];
  const most = points.reduce((largest, { bytes }) => Math.max(largest, bytes), 1);
  const py = (bytes: number) => top + MEMORY - (bytes / most) * (MEMORY - 4);
  const columns = new Map<number, number>();
  let before = 0;
  for (const { us, bytes } of points) {
    if (us < fromUs) before = bytes;
    else if (us <= toUs) {
      const column = Math.round(px(us));
      columns.set(column, Math.max(columns.get(column) ?? 0, bytes));
    }
  }
  const right = width - TIMELINE_RIGHT;
  let path = `M${TIMELINE_LEFT} ${fix(py(0))}V${fix(py(before))}`;
  for (const [column, bytes] of columns) path += `H${column}V${fix(py(bytes))}`;
  path += `H${right}V${fix(py(0))}Z`;
  return [
    element("text", { class: "axis track", x: 4, y: top + 16 }, "memory"),
    element("text", { class: "axis", x: 4, y: top + 30 }, bytesText(most)),
    element("path", { class: "memory-area", d: path }),
  ];
}

function fix(value: number): string {
  return value.toFixed(1);
}
