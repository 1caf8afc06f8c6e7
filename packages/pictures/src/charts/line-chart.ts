// A small line chart: readable in a page that loads nothing, on light and on dark paper.
import { seriesColour, themed } from "../colours/picture-colours.ts";
import { element, type PictureElement } from "../svg/element.ts";
import { fixed, oneLine, shortened } from "../svg/shown-text.ts";
import { FRAME, rangeOf, type Scale, scaleOf } from "./frame.ts";
import { drawHistogram, drawLine, drawMarks, type Series, thinned } from "./series.ts";
import { ticks, tickText } from "./ticks.ts";

/** What to draw. */
export interface LineChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  /** Fixed range of y; the data's when absent. */
  readonly range?: readonly [low: number, high: number];
  /** Fixed range of x; the data's when absent. */
  readonly xRange?: readonly [low: number, high: number];
  /** Draws the diagonal from (0, 0) to (1, 1). */
  readonly hasDiagonal?: boolean;
  /** How many values of x lie in each of as many equal parts of its range, as bars at the foot. */
  readonly histogram?: readonly number[];
}

/** Height of a line of the legend, and about the width of its letters and of what stands between names, pixels. */
const [LEGEND_LINE, LETTER, BETWEEN] = [13, 6, 26];
/** Letters of a name that fill a line of the legend. */
const MOST_LETTERS = Math.floor((FRAME.width - FRAME.left - BETWEEN) / LETTER);

/** The chart as an `<svg>` element with a text alternative; undefined without a point. */
export function lineChart(chart: LineChart): PictureElement | undefined {
  const lines = chart.series.map((series) => ({
    ...series,
    points: series.drawn === "marks" ? series.points : thinned(series.points),
  }));
  const all = lines.flatMap(({ points }) => points);
  if (all.length === 0) return undefined;
  const xRange = chart.xRange ?? rangeOf(all.map(([x]) => x));
  const yRange = chart.range ?? rangeOf(all.map(([, y]) => y));
  const scale = scaleOf(xRange, yRange);
  const drawn = lines.flatMap((series, index) =>
    (series.drawn === "marks" ? drawMarks : drawLine)(series, scale, seriesColour(index)),
  );
  const names = lines.map(({ name }) => name);
  const legend = legendLines(names);
  // A legend of several lines moves the drawing down.
  const moved = LEGEND_LINE * Math.max(0, legend.length - 1);
  const { width, left, top, right, bottom } = FRAME;
  const height = FRAME.height + moved;
  const middle = `translate(12 ${(top + FRAME.height - bottom) / 2}) rotate(-90)`;
  return element(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      fill: themed("ink"),
      role: "img",
      "aria-label": `${chart.title}: ${names.map(oneLine).join("; ")}`,
    },
    element("rect", { width, height, fill: themed("ground") }),
    element("text", { x: left, y: 12, "font-weight": 600 }, chart.title),
    legend.map(drawLegendLine),
    element(
      "g",
      { transform: `translate(0 ${moved})` },
      drawTicks(scale, xRange, yRange),
      drawHistogram(chart.histogram ?? []),
      chart.hasDiagonal ? drawDiagonal(scale) : undefined,
      drawn,
      centred({ x: (left + width - right) / 2, y: FRAME.height - 6 }, chart.x),
      centred({ transform: middle }, chart.y),
    ),
  );
}

function centred(place: Readonly<Record<string, string | number>>, text: string): PictureElement {
  return element("text", { ...place, "text-anchor": "middle" }, text);
}

function drawTicks(
  { px, py }: Scale,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
): PictureElement[] {
  const { width, height, left, right, bottom } = FRAME;
  const grid = ticks(y0, y1).flatMap((y) => {
    const at = fixed(py(y));
    const end = { x: left - 6, y: fixed(py(y) + 4), "text-anchor": "end" };
    return [
      element("line", { x1: left, x2: width - right, y1: at, y2: at, stroke: themed("line") }),
      element("text", end, tickText(y)),
    ];
  });
  const foot = height - bottom + 16;
  return [...grid, ...ticks(x0, x1).map((x) => centred({ x: fixed(px(x)), y: foot }, tickText(x)))];
}

function drawDiagonal({ px, py }: Scale): PictureElement {
  return element("line", {
    x1: fixed(px(0)),
    y1: fixed(py(0)),
    x2: fixed(px(1)),
    y2: fixed(py(1)),
    stroke: themed("mark"),
    "stroke-dasharray": "4 4",
  });
}

interface LegendEntry {
  readonly name: string;
  readonly index: number;
}

/** Names in as many lines as fit the chart's width. */
function legendLines(names: readonly string[]): LegendEntry[][] {
  const result: LegendEntry[][] = [];
  let left = 0;
  for (const [index, whole] of names.entries()) {
    const name = shortened(whole, MOST_LETTERS);
    const width = BETWEEN + LETTER * name.length;
    if (result.length === 0 || left < width) {
      result.push([]);
      left = FRAME.width - FRAME.left;
    }
    result.at(-1)?.push({ name, index });
    left -= width;
  }
  return result;
}

function drawLegendLine(entries: readonly LegendEntry[], line: number): PictureElement {
  const spans = entries.flatMap(({ name, index }, place) => [
    element("tspan", { fill: seriesColour(index), dx: place === 0 ? 0 : 12 }, "●"),
    element("tspan", {}, ` ${name}`),
  ]);
  return element("text", { x: FRAME.left, y: 25 + line * LEGEND_LINE }, spans);
}
