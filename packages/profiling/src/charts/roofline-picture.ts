// The roofline picture: operations per second against operations per byte, both logarithmic.
import { element, type PictureElement } from "@pleura/pictures";
import { bytesText } from "../report/bytes-text.ts";
import type { ProfileReport } from "../report/profile-report.ts";
import type { ProfileRow } from "../report/profile-rows.ts";

/** How the picture is drawn. */
export interface RooflineView {
  readonly width: number;
  readonly height: number;
  /** A row to mark, by its place in the report. */
  readonly marked?: number | undefined;
  /** Makes each point a link to this place; without it points are buttons with `data-row`. */
  readonly link?: (row: ProfileRow) => string;
}

const [LEFT, RIGHT, TOP, BOTTOM] = [62, 18, 18, 46];
/** Height of a line of labels and width of a letter, pixels of the drawing. */
const [LINE, LETTER] = [13, 5.7];
const mostLabels = 16;
/** Share of the time from which a kernel's name is written beside it. */
const leastShare = 0.008;
const mostDecades = 6;
const longestLabel = 38;
/** Points that are drawn at most, those that take most of the time: the others would lie below them. */
const mostPoints = 400;

interface Axes {
  readonly x: (intensity: number) => number;
  readonly y: (gflops: number) => number;
}

interface Point {
  readonly row: ProfileRow;
  readonly at: number;
}

/** True for a row that has a place in the picture: one that computes. */
export const hasPlace = ({ intensity, gflops }: ProfileRow) => intensity > 0 && gflops > 0;

/** One point per row, as large as its share of the time, under the measured ceilings. */
export function rooflinePicture(
  { ceilings, byKernel }: Pick<ProfileReport, "ceilings" | "byKernel">,
  view: RooflineView,
): PictureElement {
  const { width, height, marked } = view;
  const points = byKernel
    .map((row, at) => ({ row, at }))
    .filter(({ row }) => hasPlace(row))
    .slice(0, mostPoints);
  const slowest = Math.max(Number.MIN_VALUE, ceilings.copyGBs);
  const roof = Math.max(Number.MIN_VALUE, ceilings.fmaGflops);
  const [x0, x1] = decades([
    ...points.map(({ row }) => row.intensity),
    roof / slowest,
    (4 * roof) / slowest,
  ]);
  const [yLeast, y1] = decades([...points.map(({ row }) => row.gflops), 1.3 * roof]);
  // Kernels of next to no operations must not squeeze the others into a corner: they lie on the edge.
  const y0 = Math.max(yLeast, y1 / 10 ** mostDecades);
  const axes: Axes = {
    x: (x) => LEFT + placeOf(x, [x0, x1]) * (width - LEFT - RIGHT),
    y: (y) => height - BOTTOM - placeOf(y, [y0, y1]) * (height - TOP - BOTTOM),
  };
  return element(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width: "100%",
      role: view.link ? "img" : "group",
      "aria-label": "Roofline: kernels under the measured ceilings",
    },
    gridOf([x0, x1], [y0, y1], axes, [width, height]),
    roofs(ceilings, [x0, y0], axes, width),
    points.map((point) => dot(point, axes, view)),
    labels(points, axes, width, marked),
    element(
      "text",
      { class: "axis", x: (LEFT + width - RIGHT) / 2, y: height - 8, "text-anchor": "middle" },
      "operations per byte",
    ),
    element(
      "text",
      {
        class: "axis",
        transform: `translate(14 ${(TOP + height - BOTTOM) / 2}) rotate(-90)`,
        "text-anchor": "middle",
      },
      "GFLOP/s",
    ),
  );
}

/** Place of a value between two powers of ten, 0 to 1; what lies outside lies on the edge. */
function placeOf(value: number, [low, high]: readonly [number, number]): number {
  const share = Math.log10(value / low) / Math.log10(high / low);
  return Math.min(1, Math.max(0, share));
}

function gridOf(
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
  axes: Axes,
  [width, height]: readonly [number, number],
): PictureElement[] {
  return [
    ...powers(x0, x1).flatMap((value) => {
      const x = fix(axes.x(value));
      return [
        element("line", { class: "grid", x1: x, x2: x, y1: TOP, y2: height - BOTTOM }),
        element(
          "text",
          { class: "axis", x, y: height - BOTTOM + 16, "text-anchor": "middle" },
          short(value),
        ),
      ];
    }),
    ...powers(y0, y1).flatMap((value) => {
      const y = fix(axes.y(value));
      return [
        element("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y, y2: y }),
        element(
          "text",
          { class: "axis", x: LEFT - 6, y: fix(axes.y(value) + 4), "text-anchor": "end" },
          short(value),
        ),
      ];
    }),
  ];
}

/** The measured ceilings: multiply-adds, main memory, and caches where they are faster. */
function roofs(
  ceilings: ProfileReport["ceilings"],
  start: readonly [x0: number, y0: number],
  axes: Axes,
  width: number,
): PictureElement[] {
  const { fmaGflops, copyGBs, memory } = ceilings;
  const fastest = memory[0]?.gbs ?? copyGBs;
  const y = fix(axes.y(fmaGflops));
  return [
    element("line", {
      class: "roof",
      stroke: "var(--arith)",
      ...{ x1: fix(axes.x(fmaGflops / fastest)), x2: width - RIGHT, y1: y, y2: y },
    }),
    element(
      "text",
      {
        class: "arithmetic",
        fill: "currentColor",
        ...{ x: width - RIGHT - 4, y: fix(axes.y(fmaGflops) - 6), "text-anchor": "end" },
      },
      `multiply-add ${fmaGflops.toFixed(0)} GFLOP/s`,
    ),
    ...slope(
      copyGBs,
      `copy, main memory ${copyGBs.toFixed(1)} GB/s`,
      false,
      fmaGflops,
      start,
      axes,
    ),
    ...(fastest > 1.15 * copyGBs
      ? slope(
          fastest,
          `caches, ${bytesText(memory[0]?.workingSetBytes ?? 0)}: ${fastest.toFixed(1)} GB/s`,
          true,
          fmaGflops,
          start,
          axes,
        )
      : []),
  ];
}

function slope(
  gbs: number,
  label: string,
  isCache: boolean,
  fmaGflops: number,
  [x0, y0]: readonly [number, number],
  axes: Axes,
): PictureElement[] {
  // Where the slope enters the picture: at its left edge or at its bottom.
  const from = Math.max(x0, y0 / gbs);
  const [cx, cy] = [axes.x(fmaGflops / gbs), axes.y(fmaGflops)];
  const [fx, fy] = [axes.x(from), axes.y(from * gbs)];
  const angle = (Math.atan2(cy - fy, cx - fx) * 180) / Math.PI;
  // Near the left edge, where few kernels are.
  const at = from * 10 ** 0.55;
  return [
    element("polyline", {
      class: "roof",
      stroke: "var(--memory)",
      "stroke-dasharray": isCache ? "6 4" : undefined,
      points: `${fix(fx)},${fix(fy)} ${fix(cx)},${fix(cy)}`,
    }),
    element(
      "text",
      {
        class: "memory",
        fill: "currentColor",
        transform: `translate(${fix(axes.x(at))} ${fix(axes.y(at * gbs) + (isCache ? -7 : 16))}) rotate(${fix(angle)})`,
        "text-anchor": "middle",
      },
      label,
    ),
  ];
}

const radiusOf = ({ timeShare }: ProfileRow) =>
  3.5 + 26 * Math.sqrt(Math.min(1, Math.max(0, timeShare)));

function dot({ row, at }: Point, axes: Axes, { link, marked }: RooflineView): PictureElement {
  const circle = element("circle", {
    class: at === marked ? "dot marked" : "dot",
    ...{ cx: fix(axes.x(row.intensity)), cy: fix(axes.y(row.gflops)), r: fix(radiusOf(row)) },
    fill: `var(--${row.bound === "memory" ? "memory" : "arith"})`,
  });
  const title = element("title", {}, rowHint(row));
  if (link) return element("a", { href: `#${link(row)}` }, title, circle);
  // One stop of the tab key: whoever shows the picture moves the mark by arrow keys.
  const tabindex = at === (marked ?? 0) ? 0 : -1;
  const about = { role: "button", tabindex, "data-row": at, "aria-label": rowHint(row) };
  return element(
    "g",
    { class: "point", ...about, "aria-pressed": String(at === marked) },
    title,
    circle,
  );
}

/** What one says of a row. */
export function rowHint(row: ProfileRow): string {
  return [
    row.name,
    `${row.totalMs.toFixed(2)} ms per step in ${Number(row.calls.toFixed(1))} calls (${(100 * row.timeShare).toFixed(1)} %)`,
    `${row.gflops.toFixed(2)} GFLOP/s, ${row.gbs.toFixed(2)} GB/s, ${row.intensity.toFixed(2)} operations per byte`,
    `${(100 * row.share).toFixed(0)} % of the roofline, bound by ${row.bound}`,
  ].join("\n");
}

/** Names of the kernels that take most, where they do not cover each other; the marked one's first of all. */
function labels(
  points: readonly Point[],
  axes: Axes,
  width: number,
  marked: number | undefined,
): PictureElement[] {
  const placed: { x: number; y: number; width: number }[] = [];
  const texts: PictureElement[] = [];
  const first = points.filter(({ at }) => at === marked);
  for (const { row, at } of [...first, ...points.filter((one) => one.at !== marked)]) {
    if (at !== marked && (texts.length >= mostLabels || row.timeShare < leastShare)) break;
    const name =
      row.name.length > longestLabel ? `${row.name.slice(0, longestLabel - 1)}…` : row.name;
    const radius = radiusOf(row);
    const long = LETTER * name.length;
    const [cx, y] = [axes.x(row.intensity), axes.y(row.gflops) + 4];
    const right = cx + radius + 3;
    const x = right + long < width - RIGHT ? right : cx - radius - 3 - long;
    const covers = placed.some(
      (other) => Math.abs(other.y - y) < LINE && x < other.x + other.width && other.x < x + long,
    );
    if (covers || x < LEFT) continue;
    placed.push({ x, y, width: long });
    const about = { class: "label", x: fix(x), y: fix(y), "pointer-events": "none" };
    texts.push(element("text", about, name));
  }
  return texts;
}

/** Most decades of an axis: beyond them there is nothing that anyone measures. */
const mostPowers = 24;

/** Whole powers of ten around positive values. */
function decades(values: readonly number[]): [number, number] {
  const logs = values.map((value) => Math.log10(value)).filter(Number.isFinite);
  const high = Math.ceil(logs.reduce((most, log) => Math.max(most, log), logs[0] ?? 0));
  const low = Math.min(
    high - 1,
    Math.floor(logs.reduce((least, log) => Math.min(least, log), high)),
  );
  return [10 ** Math.max(low, high - mostPowers), 10 ** high];
}

function powers(low: number, high: number): number[] {
  const first = Math.round(Math.log10(low));
  return Array.from(
    { length: Math.round(Math.log10(high)) - first + 1 },
    (_, index) => 10 ** (first + index),
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function fix(value: number): string {
  return value.toFixed(1);
}
