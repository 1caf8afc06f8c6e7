// A program's launches one after the other, each as long as its median; filled is what the roofline allows.
import { element, type PictureElement } from "@pleura/pictures";
import type { LaunchEntry } from "../report/profile-report.ts";
import { colourOf, layerOf } from "./colours.ts";
import { timeMarks } from "./time-axis.ts";
import {
  TIMELINE_LEFT,
  TIMELINE_RIGHT,
  type TimelineView,
  timelineSpan,
} from "./timeline-picture.ts";

/** A launch at its place in the row. */
export interface PlacedLaunch {
  readonly entry: LaunchEntry;
  readonly startUs: number;
  readonly endUs: number;
}

/** Puts launches in a row. */
export function placeLaunches(entries: readonly LaunchEntry[]): readonly PlacedLaunch[] {
  let at = 0;
  return entries.map((entry) => {
    const startUs = at;
    at += entry.medianNs / 1e3;
    return { entry, startUs, endUs: at };
  });
}

/** What one says of a launch. */
export function launchText({
  launch,
  label,
  kernel,
  medianNs,
  idealNs,
  bound,
}: LaunchEntry): string {
  const share = (100 * idealNs) / medianNs;
  return `${launch}: ${label}\n${kernel}\n${(medianNs / 1e3).toFixed(1)} µs, ${share.toFixed(0)} % of the roofline, bound by ${bound}`;
}

const [TOP, FULL, HEIGHT] = [4, 58, 88];
const MARK_DISTANCE = 96;

/** How launches are drawn; `marked` is the place of a launch among them. */
export type LaunchesView = Omit<TimelineView, "hasNames" | "marked"> & {
  readonly marked?: number | undefined;
};

/** The picture; elements with `data-place` say which launch they are. */
export function launchesPicture(
  name: string,
  placed: readonly PlacedLaunch[],
  { fromUs, toUs, width, leastPx, hasTitles, marked }: LaunchesView,
): PictureElement {
  const px = (us: number) =>
    TIMELINE_LEFT + ((us - fromUs) / Math.max(1e-6, toUs - fromUs)) * timelineSpan(width);
  const [left, right] = [TIMELINE_LEFT, width - TIMELINE_RIGHT];
  let drawnTo = Number.NEGATIVE_INFINITY;
  const pieces = placed.flatMap(({ entry, startUs, endUs }, place) => {
    if (endUs < fromUs || startUs > toUs) return [];
    const [x0, x1] = [Math.max(left, px(startUs)), Math.min(right, px(endUs))];
    // Of launches that share a pixel only the first is drawn, as wide as one.
    if (place !== marked && x1 - x0 < leastPx && x1 < drawnTo) return [];
    const wide = Math.max(0.3, leastPx, x1 - x0);
    drawnTo = x0 + wide;
    return drawLaunch(entry, place, [x0, wide], { hasTitles, isMarked: place === marked });
  });
  const marks = timeMarks(fromUs, toUs, Math.max(2, timelineSpan(width) / MARK_DISTANCE));
  return element(
    "svg",
    {
      ...{ viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT },
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `Launches of ${name}`,
    },
    element("text", { class: "axis track", x: 4, y: 38 }, "launches"),
    pieces,
    marks.map(({ us, text }) =>
      element(
        "text",
        { class: "axis", x: px(us).toFixed(1), y: 80, "text-anchor": "middle" },
        text,
      ),
    ),
  );
}

function drawLaunch(
  entry: LaunchEntry,
  place: number,
  [x, width]: readonly [number, number],
  { hasTitles, isMarked }: { readonly hasTitles: boolean; readonly isMarked: boolean },
): PictureElement[] {
  const filled = Math.min(1, entry.idealNs / Math.max(1e-9, entry.medianNs)) * FULL;
  const colour = colourOf(layerOf(entry.label));
  const across = { x: x.toFixed(2), width: width.toFixed(2), fill: colour };
  return [
    element(
      "rect",
      {
        class: isMarked ? "piece marked" : "piece",
        ...across,
        ...{ y: TOP, height: FULL, "fill-opacity": ".35", "data-place": place },
      },
      hasTitles ? element("title", {}, launchText(entry)) : undefined,
    ),
    element("rect", {
      ...across,
      ...{
        y: (TOP + FULL - filled).toFixed(1),
        height: filled.toFixed(1),
        "pointer-events": "none",
      },
    }),
  ];
}
