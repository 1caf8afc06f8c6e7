// Values with their intervals, one below the other (a forest plot).
import { seriesColour, themed } from "../colours/picture-colours.ts";
import { element, type PictureElement } from "../svg/element.ts";
import { fixed, oneLine, shortened } from "../svg/shown-text.ts";
import { ticks, tickText } from "./ticks.ts";

/** A line of the chart. */
export interface IntervalLine {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Small dots beside the value, such as one per seed. */
  readonly dots?: readonly number[];
  /** Lines of one group share a colour and stand together; its name heads them. */
  readonly group?: string;
}

/** What to draw. */
export interface IntervalChart {
  readonly title: string;
  readonly x: string;
  readonly lines: readonly IntervalLine[];
  /** A vertical line, such as chance or no difference, with its name. */
  readonly mark?: { readonly at: number; readonly name: string };
}

const WIDTH = 640;
const LABELS = 230;
const NUMBERS = 130;
const LINE = 20;
const TOP = 34;
const BOTTOM = 38;
/** Letters of a label that fit before the drawing, at about 5.5 pixels each. */
const MOST_LETTERS = 40;

/** The chart as an `<svg>` element; the numbers stand at the end of each line. Undefined without a defined value. */
export function intervalChart({
  title,
  x,
  lines,
  mark,
}: IntervalChart): PictureElement | undefined {
  const shown = lines.filter(({ value }) => Number.isFinite(value));
  if (shown.length === 0) return undefined;
  const groups = [...new Set(shown.map(({ group }) => group ?? ""))];
  const ends = shown.flatMap(({ value, low, high, dots = [] }) => [value, low, high, ...dots]);
  const finite = [...ends, ...(mark === undefined ? [] : [mark.at])].filter(Number.isFinite);
  const [from, to] = padded(Math.min(...finite), Math.max(...finite));
  const px = (value: number): string =>
    fixed(LABELS + ((value - from) / (to - from)) * (WIDTH - LABELS - NUMBERS));
  const headed = groups.length > 1 || groups[0] !== "";
  let y = TOP;
  const body: PictureElement[] = [];
  for (const [index, group] of groups.entries()) {
    if (headed) {
      body.push(
        element("text", { x: 0, y: y + 13, "font-weight": 600 }, shortened(group, MOST_LETTERS)),
      );
      y += LINE;
    }
    for (const line of shown.filter((one) => (one.group ?? "") === group)) {
      body.push(...drawLine(line, y + LINE / 2, px, seriesColour(index)));
      y += LINE;
    }
  }
  const height = y + BOTTOM;
  const middle = (LABELS + WIDTH - NUMBERS) / 2;
  return element(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      fill: themed("ink"),
      role: "img",
      "aria-label": `${title}: ${shown.map((line) => `${oneLine(line.label)} ${numbers(line)}`).join("; ")}`,
    },
    element("rect", { width: WIDTH, height, fill: themed("ground") }),
    element("text", { x: 0, y: 12, "font-weight": 600 }, title),
    ticks(from, to).flatMap((value) => drawTick(value, px, y)),
    mark === undefined ? undefined : drawMark(mark, px, y),
    body,
    element("text", { x: middle, y: height - 5, "text-anchor": "middle" }, x),
  );
}

function drawTick(value: number, px: (value: number) => string, foot: number): PictureElement[] {
  const at = px(value);
  return [
    element("line", { x1: at, x2: at, y1: TOP, y2: foot, stroke: themed("line") }),
    element("text", { x: at, y: foot + 15, "text-anchor": "middle" }, tickText(value)),
  ];
}

function drawMark(
  { at, name }: NonNullable<IntervalChart["mark"]>,
  px: (value: number) => string,
  foot: number,
): PictureElement[] {
  const line = { x1: px(at), x2: px(at), y1: TOP - 4, y2: foot, stroke: themed("mark") };
  const place = { x: px(at), y: TOP - 7, "text-anchor": "middle", fill: themed("faint") };
  return [element("line", { ...line, "stroke-dasharray": "4 4" }), element("text", place, name)];
}

function drawLine(
  line: IntervalLine,
  y: number,
  px: (value: number) => string,
  colour: string,
): PictureElement[] {
  const { label, value, low, high, dots = [] } = line;
  const square = { x: fixed(Number(px(value)) - 3.5), y: y - 3.5, width: 7, height: 7 };
  return [
    element("text", { x: 8, y: y + 4 }, shortened(label, MOST_LETTERS)),
    ...(isBounded(line)
      ? [
          element("line", {
            x1: px(low),
            x2: px(high),
            y1: y,
            y2: y,
            stroke: colour,
            "stroke-width": 2,
          }),
        ]
      : []),
    element("rect", { ...square, fill: colour }),
    ...dots
      .filter(Number.isFinite)
      .map((dot) =>
        element("circle", { cx: px(dot), cy: y, r: 2.2, fill: themed("ground"), stroke: colour }),
      ),
    element("text", { x: WIDTH - 2, y: y + 4, "text-anchor": "end" }, numbers(line)),
  ];
}

function isBounded({ low, high }: IntervalLine): boolean {
  return Number.isFinite(low) && Number.isFinite(high);
}

function numbers(line: IntervalLine): string {
  const { value, low, high } = line;
  // A dash before a minus sign would read as two.
  const joint = low < 0 ? " to " : "–";
  return isBounded(line)
    ? `${written(value)} (${written(low)}${joint}${written(high)})`
    : written(value);
}

/** Three decimals, with a minus sign of its own width and none before zero. */
function written(value: number): string {
  const text = Math.abs(value).toFixed(3);
  return value < 0 && Number(text) > 0 ? `−${text}` : text;
}

/** The range with a twentieth of room on both sides. */
function padded(low: number, high: number): [number, number] {
  const room = high > low ? (high - low) / 20 : 0.5;
  return [low - room, high + room];
}
