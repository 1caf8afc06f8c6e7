// The memory plan over a run: every temporary as a rectangle of launches × bytes, as the plan placed it.
import { element, type PictureElement } from "@pleura/pictures";
import { bytesText } from "../report/bytes-text.ts";
import type { PlanMemory, TemporaryEntry } from "../report/plan-memory.ts";
import { colourOf, inkOn, layerOf } from "./colours.ts";

/** What part of a plan is drawn, and how. */
export interface MemoryView {
  readonly width: number;
  readonly height: number;
  /** Launches from the left to the right edge; fractions are allowed. */
  readonly fromLaunch: number;
  readonly toLaunch: number;
  /** A temporary to mark. */
  readonly marked?: number | undefined;
  /** A launch to mark with a line. */
  readonly launch?: number | undefined;
  readonly hasNames: boolean;
  /** Smaller rectangles are left out; the picture's `data-hidden` counts them. Square pixels, 0 when absent. */
  readonly leastArea?: number;
  /** Gives each rectangle a title that browsers show on hover. */
  readonly hasTitles: boolean;
}

/** Edges of the plot within the picture, pixels. */
export const MEMORY_EDGES = { left: 70, right: 10, top: 8, bottom: 24 } as const;
/** About the width of a letter, the height of a line, and the least letters worth writing. */
const [LETTER, LINE, FEWEST] = [6, 13, 4];

/** First byte of each arena when they lie one above the other. */
export function arenaStarts({ arenaBytes }: Pick<PlanMemory, "arenaBytes">): readonly number[] {
  let next = 0;
  return arenaBytes.map((bytes) => {
    const start = next;
    next += bytes;
    return start;
  });
}

/** What one says of a temporary. */
export function temporaryText({ label, bytes, first, last, arena, offset, shape }: TemporaryEntry) {
  const of = shape.length > 0 ? ` [${shape.join(", ")}]` : "";
  return `${label}${of}\n${bytesText(bytes)} at ${bytesText(offset)} of arena ${arena}, launches ${first} to ${last}`;
}

/** The picture; rectangles with `data-temporary` say which one they are. */
export function memoryPicture(name: string, memory: PlanMemory, view: MemoryView): PictureElement {
  const { width, height, fromLaunch, toLaunch } = view;
  const { left, right, top, bottom } = MEMORY_EDGES;
  const { temporaries, liveBytes, lowerBoundBytes, peakBytes } = memory;
  const starts = arenaStarts(memory);
  const total = Math.max(1, peakBytes, (starts.at(-1) ?? 0) + (memory.arenaBytes.at(-1) ?? 0));
  const span = Math.max(1e-6, toLaunch - fromLaunch);
  const px = (launch: number) =>
    clamp(left + ((launch - fromLaunch) / span) * (width - left - right), left, width - right);
  const py = (bytes: number) => height - bottom - (bytes / total) * (height - top - bottom);
  let hidden = 0;
  const pieces = temporaries.flatMap((temporary, at) => {
    const { first, last, arena, offset, bytes } = temporary;
    if (last + 1 <= fromLaunch || first >= toLaunch) return [];
    const from = (starts[arena] ?? 0) + offset;
    const [x, y] = [px(first), py(from + bytes)];
    const area = (px(last + 1) - x) * (py(from) - y);
    if (area < (view.leastArea ?? 0) && at !== view.marked) {
      hidden += 1;
      return [];
    }
    return drawPiece(
      temporary,
      at,
      [x, y, Math.max(0.4, px(last + 1) - x), Math.max(0.3, py(from) - y)],
      view,
    );
  });
  const marks = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => {
    const y = fix(py(share * total));
    const text = bytesText(Math.round(share * total));
    return [
      element("line", { class: "grid", x1: left, x2: width - right, y1: y, y2: y }),
      element(
        "text",
        { class: "axis", x: left - 6, y: fix(py(share * total) + 4), "text-anchor": "end" },
        text,
      ),
    ];
  });
  const bound = fix(py(lowerBoundBytes));
  const lastLaunch = Math.min(memory.launches, Math.ceil(toLaunch)) - 1;
  return element(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `Memory plan of ${name}: ${bytesText(peakBytes)} of temporaries at the peak`,
      "data-hidden": hidden,
    },
    marks,
    pieces,
    element("path", { class: "live", fill: "none", d: livePath(liveBytes, view, px, py) }),
    element("line", { class: "bound", x1: left, x2: width - right, y1: bound, y2: bound }),
    view.launch === undefined || view.launch < fromLaunch || view.launch >= toLaunch
      ? undefined
      : launchMark(view.launch, px, [top, height - bottom]),
    element(
      "text",
      { class: "axis", x: left, y: height - 8 },
      `launch ${Math.max(0, Math.floor(fromLaunch))}`,
    ),
    element(
      "text",
      { class: "axis", x: width - right, y: height - 8, "text-anchor": "end" },
      `launch ${lastLaunch}`,
    ),
  );
}

function drawPiece(
  temporary: TemporaryEntry,
  at: number,
  [x, y, width, height]: readonly [number, number, number, number],
  { marked, hasNames, hasTitles }: MemoryView,
): PictureElement[] {
  const layer = layerOf(temporary.label);
  const rect = element(
    "rect",
    {
      class: at === marked ? "piece marked" : "piece",
      ...{ x: x.toFixed(2), y: y.toFixed(2), width: width.toFixed(2), height: height.toFixed(2) },
      fill: colourOf(layer),
      "data-temporary": at,
    },
    hasTitles ? element("title", {}, temporaryText(temporary)) : undefined,
  );
  const letters = Math.floor((width - 6) / LETTER);
  if (!hasNames || height < LINE || letters < FEWEST) return [rect];
  const { label } = temporary;
  const shown = label.length > letters ? `${label.slice(0, letters - 1)}…` : label;
  const text = { class: "name", x: fix(x + 3), y: fix(y + LINE - 2), fill: inkOn(layer) };
  return [rect, element("text", { ...text, "pointer-events": "none" }, shown)];
}

/** Bytes alive at each launch, as steps. */
function livePath(
  liveBytes: readonly number[],
  { fromLaunch, toLaunch }: MemoryView,
  px: (launch: number) => number,
  py: (bytes: number) => number,
): string {
  const first = Math.max(0, Math.floor(fromLaunch));
  const shown = liveBytes.slice(first, Math.ceil(toLaunch));
  return shown
    .map((bytes, at) => {
      const [x, y] = [fix(px(first + at)), fix(py(bytes))];
      return `${at === 0 ? `M${x} ${y}` : `V${y}`}H${fix(px(first + at + 1))}`;
    })
    .join("");
}

function launchMark(
  launch: number,
  px: (launch: number) => number,
  [y1, y2]: readonly [number, number],
) {
  const x = px(launch);
  const width = Math.max(1.5, px(launch + 1) - x);
  return element("rect", { class: "cursor", x: fix(x), y: y1, width: fix(width), height: y2 - y1 });
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function fix(value: number): string {
  return value.toFixed(1);
}
