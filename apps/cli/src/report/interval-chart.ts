// Values with their intervals, one below the other, as inline SVG (a forest plot).
import { escapeHtml } from "@pleura/pictures";
import { SERIES_COLOURS, ticks } from "./line-chart.ts";

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

/** The chart as an `<svg>` element; the numbers stand at the end of each line. Empty without a defined value. */
export function intervalChart({ title, x, lines, mark }: IntervalChart): string {
  const shown = lines.filter(({ value }) => Number.isFinite(value));
  if (shown.length === 0) return "";
  const groups = [...new Set(shown.map(({ group }) => group ?? ""))];
  const ends = shown.flatMap(({ value, low, high, dots = [] }) => [value, low, high, ...dots]);
  const finite = [...ends, ...(mark === undefined ? [] : [mark.at])].filter(Number.isFinite);
  const [from, to] = padded(Math.min(...finite), Math.max(...finite));
  const px = (value: number): string =>
    (LABELS + ((value - from) / (to - from)) * (WIDTH - LABELS - NUMBERS)).toFixed(1);
  const headed = groups.length > 1 || groups[0] !== "";
  let y = TOP;
  const body: string[] = [];
  for (const [index, group] of groups.entries()) {
    const colour = SERIES_COLOURS[index % SERIES_COLOURS.length] as string;
    if (headed) {
      body.push(`<text x="0" y="${y + 13}" font-weight="600">${escapeHtml(group)}</text>`);
      y += LINE;
    }
    for (const line of shown.filter((one) => (one.group ?? "") === group)) {
      body.push(drawLine(line, y + LINE / 2, px, colour));
      y += LINE;
    }
  }
  const height = y + BOTTOM;
  const grid = ticks(from, to).map(
    (value) =>
      `<line x1="${px(value)}" x2="${px(value)}" y1="${TOP}" y2="${y}" stroke="#e4e4e4"/>` +
      `<text x="${px(value)}" y="${y + 15}" text-anchor="middle">${Number(value.toPrecision(3))}</text>`,
  );
  const marked =
    mark === undefined
      ? ""
      : `<line x1="${px(mark.at)}" x2="${px(mark.at)}" y1="${TOP - 4}" y2="${y}" stroke="#777" stroke-dasharray="4 4"/>` +
        `<text x="${px(mark.at)}" y="${TOP - 7}" text-anchor="middle" fill="#555">${escapeHtml(mark.name)}</text>`;
  return `<svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeHtml(title)}">
<text x="0" y="12" font-weight="600">${escapeHtml(title)}</text>
${grid.join("")}${marked}${body.join("\n")}
<text x="${(LABELS + WIDTH - NUMBERS) / 2}" y="${height - 5}" text-anchor="middle">${escapeHtml(x)}</text>
</svg>`;
}

function drawLine(
  { label, value, low, high, dots = [] }: IntervalLine,
  y: number,
  px: (value: number) => string,
  colour: string,
): string {
  const isBounded = Number.isFinite(low) && Number.isFinite(high);
  const whisker = isBounded
    ? `<line x1="${px(low)}" x2="${px(high)}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2"/>`
    : "";
  const small = dots
    .filter(Number.isFinite)
    .map((dot) => `<circle cx="${px(dot)}" cy="${y}" r="2.2" fill="#fff" stroke="${colour}"/>`);
  // A dash before a minus sign would read as two.
  const joint = low < 0 ? " to " : "–";
  const bounds = isBounded ? ` (${written(low)}${joint}${written(high)})` : "";
  return (
    `<text x="8" y="${y + 4}">${escapeHtml(label)}</text>${whisker}` +
    `<rect x="${(Number(px(value)) - 3.5).toFixed(1)}" y="${y - 3.5}" width="7" height="7" fill="${colour}"/>${small.join("")}` +
    `<text x="${WIDTH - 2}" y="${y + 4}" text-anchor="end">${written(value)}${bounds}</text>`
  );
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
