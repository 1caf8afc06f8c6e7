// A small line chart as inline SVG: readable in a page that loads nothing.
import { escapeHtml } from "@pleura/pictures";

/** One line. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Interval of each point's y: a band along a line, bars at marks. */
  readonly bounds?: readonly (readonly [low: number, high: number])[];
  /** Marks join no points; a line when absent. */
  readonly drawn?: "line" | "marks";
}

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

const WIDTH = 420;
const HEIGHT = 260;
const LEFT = 52;
const RIGHT = 12;
const TOP = 30;
const BOTTOM = 40;
/** Points a line may have; more are averaged in buckets. */
const MOST_POINTS = 240;
/** A line shorter than this, pixels, is seen as a spot. */
const SPOT = 12;
/** Height of a line of the legend, and about the width of its letters and of what stands between names, pixels. */
const [LEGEND_LINE, LETTER, BETWEEN] = [13, 6, 26];
/** Height of the tallest bar of a histogram, of the chart's. */
const HISTOGRAM_SHARE = 0.2;
/**
 * Okabe and Ito 2008, colours told apart without full colour vision; the last three are darker ones of ours, whose
 * names are still read on white.
 */
export const SERIES_COLOURS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#a07000",
  "#5b3fa0",
  "#222222",
] as const;

/** The chart as an `<svg>` element with a text alternative. */
export function lineChart(chart: LineChart): string {
  const lines = chart.series.map((series) => ({
    ...series,
    points: series.drawn === "marks" ? series.points : thin(series.points),
  }));
  const all = lines.flatMap(({ points }) => points);
  if (all.length === 0) return "";
  const [x0, x1] = chart.xRange ?? rangeOf(all.map(([x]) => x));
  const [y0, y1] = chart.range ?? rangeOf(all.map(([, y]) => y));
  const px = (x: number): number => LEFT + ((x - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT);
  const py = (y: number): number =>
    HEIGHT - BOTTOM - ((y - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM);
  const grid = ticks(y0, y1).map(
    (y) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fix(py(y))}" y2="${fix(py(y))}" stroke="#ddd"/>` +
      `<text x="${LEFT - 6}" y="${fix(py(y) + 4)}" text-anchor="end">${label(y)}</text>`,
  );
  const feet = ticks(x0, x1).map(
    (x) =>
      `<text x="${fix(px(x))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${label(x)}</text>`,
  );
  const diagonal = chart.hasDiagonal
    ? `<line x1="${fix(px(0))}" y1="${fix(py(0))}" x2="${fix(px(1))}" y2="${fix(py(1))}" stroke="#999" stroke-dasharray="4 4"/>`
    : "";
  const scale: Scale = { px, py };
  const drawn = lines.map((series, index) =>
    series.drawn === "marks"
      ? drawMarks(series, scale, colour(index))
      : drawLine(series, scale, colour(index)),
  );
  const legend = legendLines(lines.map(({ name }) => name));
  // A legend of several lines moves the drawing down.
  const moved = LEGEND_LINE * Math.max(0, legend.length - 1);
  const height = HEIGHT + moved;
  const words = legend.map((entries, line) => {
    const spans = entries.map(
      ({ name, index }, place) =>
        `<tspan fill="${colour(index)}" dx="${place === 0 ? 0 : 12}">● ${escapeHtml(name)}</tspan>`,
    );
    return `<text x="${LEFT}" y="${25 + line * LEGEND_LINE}">${spans.join("")}</text>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeHtml(chart.title)}">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="${LEFT}" y="12" font-weight="600">${escapeHtml(chart.title)}</text>
${words.join("")}
<g transform="translate(0 ${moved})">
${grid.join("")}${feet.join("")}${drawHistogram(chart.histogram ?? [])}${diagonal}${drawn.join("")}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${escapeHtml(chart.x)}</text>
<text transform="translate(12 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(chart.y)}</text>
</g>
</svg>`;
}

/** Names in as many lines as fit the chart's width. */
function legendLines(
  names: readonly string[],
): { readonly name: string; readonly index: number }[][] {
  const result: { name: string; index: number }[][] = [];
  let left = 0;
  for (const [index, name] of names.entries()) {
    const width = BETWEEN + LETTER * name.length;
    if (result.length === 0 || left < width) {
      result.push([]);
      left = WIDTH - LEFT;
    }
    result.at(-1)?.push({ name, index });
    left -= width;
  }
  return result;
}

/** Pixels of a value. */
interface Scale {
  px(x: number): number;
  py(y: number): number;
}

function drawMarks({ points, bounds = [] }: Series, { px, py }: Scale, fill: string): string {
  const marks = points.map(([x, y], place) => {
    const [low, high] = bounds[place] ?? [y, y];
    const at = fix(px(x));
    return (
      `<line x1="${at}" x2="${at}" y1="${fix(py(low))}" y2="${fix(py(high))}" stroke="${fill}" stroke-width="1.2"/>` +
      `<circle cx="${at}" cy="${fix(py(y))}" r="3.5" fill="${fill}"/>`
    );
  });
  return marks.join("");
}

function drawLine({ points, bounds = [] }: Series, { px, py }: Scale, fill: string): string {
  const path = points.map(([x, y]) => `${fix(px(x))},${fix(py(y))}`).join(" ");
  // One point has no line at all, two hide where they lie, and points in one spot hide themselves.
  const isSeen =
    extent(points.map(([x]) => px(x))) > SPOT || extent(points.map(([, y]) => py(y))) > SPOT;
  const marks = points.length > 2 && isSeen ? [] : points;
  const circles = marks.map(
    ([x, y]) => `<circle cx="${fix(px(x))}" cy="${fix(py(y))}" r="3" fill="${fill}"/>`,
  );
  const edge = (side: 0 | 1): string[] =>
    points.map(([x, y], place) => `${fix(px(x))},${fix(py(bounds[place]?.[side] ?? y))}`);
  // A line that was thinned has no longer one interval a point.
  const band =
    bounds.length === 0 || bounds.length !== points.length
      ? ""
      : `<polygon fill="${fill}" fill-opacity="0.15" points="${[...edge(0), ...edge(1).toReversed()].join(" ")}"/>`;
  return `${band}<polyline fill="none" stroke="${fill}" stroke-width="1.8" points="${path}"/>${circles.join("")}`;
}

/** Bars at the foot of the chart; the tallest carries its count. */
function drawHistogram(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  const width = (WIDTH - LEFT - RIGHT) / counts.length;
  const foot = HEIGHT - BOTTOM;
  const bars = counts.map((count, index) => {
    const height = (count / most) * HISTOGRAM_SHARE * (foot - TOP);
    const left = LEFT + index * width;
    const text =
      count === most && counts.indexOf(most) === index
        ? `<text x="${fix(Math.min(left + width / 2, WIDTH - RIGHT - 8))}" y="${fix(foot - height - 3)}" text-anchor="middle" fill="#666">${count}</text>`
        : "";
    return `<rect x="${fix(left)}" y="${fix(foot - height)}" width="${fix(Math.max(0.5, width - 1))}" height="${fix(height)}" fill="#ccc"/>${text}`;
  });
  return bars.join("");
}

function colour(index: number): string {
  return SERIES_COLOURS[index % SERIES_COLOURS.length] as string;
}

function thin(points: Series["points"]): Series["points"] {
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

function rangeOf(values: readonly number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** Three to six round values within a range. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, index) => (first + index) * step);
}

function label(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

function fix(value: number): string {
  return value.toFixed(1);
}
