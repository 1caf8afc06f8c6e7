// Draws the data of a line chart: lines with bands, marks with bars, a histogram at the foot.
import { themed } from "../colours/picture-colours.ts";
import { element, type PictureElement } from "../svg/element.ts";
import { fixed } from "../svg/shown-text.ts";
import { FRAME, type Scale } from "./frame.ts";

/** One line. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Interval of each point's y: a band along a line, bars at marks. */
  readonly bounds?: readonly (readonly [low: number, high: number])[];
  /** Marks join no points; a line when absent. */
  readonly drawn?: "line" | "marks";
  /** What each mark says when it is pointed at. */
  readonly hints?: readonly string[];
}

/** Points a line may have; more are averaged in buckets. */
const MOST_POINTS = 240;
/** A line shorter than this, pixels, is seen as a spot. */
const SPOT = 12;
/** Height of the tallest bar of a histogram, of the chart's. */
const HISTOGRAM_SHARE = 0.2;

/** Marks with their intervals. */
export function drawMarks(
  { points, bounds = [], hints = [] }: Series,
  { px, py }: Scale,
  colour: string,
): PictureElement[] {
  return points.flatMap(([x, y], place) => {
    const [low, high] = bounds[place] ?? [y, y];
    const at = fixed(px(x));
    const bar = { x1: at, x2: at, y1: fixed(py(low)), y2: fixed(py(high)), stroke: colour };
    const hint = hints[place];
    return [
      element("line", { ...bar, "stroke-width": 1.2 }),
      element(
        "circle",
        { cx: at, cy: fixed(py(y)), r: 3.5, fill: colour },
        hint === undefined ? undefined : element("title", {}, hint),
      ),
    ];
  });
}

/** A line with its band. */
export function drawLine(
  { points, bounds = [] }: Series,
  { px, py }: Scale,
  colour: string,
): PictureElement[] {
  const path = points.map(([x, y]) => `${fixed(px(x))},${fixed(py(y))}`).join(" ");
  // One point has no line at all, two hide where they lie, and points in one spot hide themselves.
  const isSeen =
    extent(points.map(([x]) => px(x))) > SPOT || extent(points.map(([, y]) => py(y))) > SPOT;
  const dots = points.length > 2 && isSeen ? [] : points;
  const edge = (side: 0 | 1): string[] =>
    points.map(([x, y], place) => `${fixed(px(x))},${fixed(py(bounds[place]?.[side] ?? y))}`);
  // A line that was thinned has no longer one interval a point.
  const hasBand = bounds.length > 0 && bounds.length === points.length;
  const band = {
    fill: colour,
    "fill-opacity": 0.15,
    points: [...edge(0), ...edge(1).toReversed()].join(" "),
  };
  return [
    ...(hasBand ? [element("polygon", band)] : []),
    element("polyline", { fill: "none", stroke: colour, "stroke-width": 1.8, points: path }),
    ...dots.map(([x, y]) =>
      element("circle", { cx: fixed(px(x)), cy: fixed(py(y)), r: 3, fill: colour }),
    ),
  ];
}

/** Bars at the foot of the chart; the tallest carries its count. */
export function drawHistogram(counts: readonly number[]): PictureElement[] {
  const { width, height, left, right, top, bottom } = FRAME;
  const most = Math.max(1, ...counts);
  const wide = (width - left - right) / counts.length;
  const foot = height - bottom;
  return counts.flatMap((count, index) => {
    const tall = (count / most) * HISTOGRAM_SHARE * (foot - top);
    const x = left + index * wide;
    const bar = element("rect", {
      x: fixed(x),
      y: fixed(foot - tall),
      width: fixed(Math.max(0.5, wide - 1)),
      height: fixed(tall),
      fill: themed("bar"),
    });
    if (count !== most || counts.indexOf(most) !== index) return [bar];
    const place = {
      x: fixed(Math.min(x + wide / 2, width - right - 8)),
      y: fixed(foot - tall - 3),
      "text-anchor": "middle",
      fill: themed("faint"),
    };
    return [bar, element("text", place, `${count}`)];
  });
}

/** A line of at most {@link MOST_POINTS} points, each the mean of those it stands for. */
export function thinned(points: Series["points"]): Series["points"] {
  if (points.length <= MOST_POINTS) return points;
  return Array.from({ length: MOST_POINTS }, (_, bucket) => {
    const from = Math.floor((bucket * points.length) / MOST_POINTS);
    const members = points.slice(from, Math.floor(((bucket + 1) * points.length) / MOST_POINTS));
    const mean = (at: 0 | 1): number =>
      members.reduce((sum, point) => sum + point[at], 0) / members.length;
    return [mean(0), mean(1)] as const;
  });
}

function extent(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
