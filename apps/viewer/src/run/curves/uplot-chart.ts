// Draws a chart of curves with uPlot, and tells where the cursor is.
import uPlot from "uplot";
import { type Drawn, joined, smoothed, thinned } from "../read/curve-view.ts";
import type { CurveLine } from "./curve-lines.ts";

/** How a chart looks. */
export interface ChartLook {
  /** Colour of each line. */
  readonly colours: readonly string[];
  readonly text: string;
  readonly grid: string;
  readonly isLog: boolean;
  /** Text of a place on the horizontal axis. */
  readonly xText: (value: number) => string;
}

/** A chart that is drawn. */
export interface DrawnChart {
  show(lines: readonly CurveLine[], marks: readonly number[]): void;
  /** Moves the cursor by so many of the points that are drawn; Infinity goes to the end. */
  step(by: number): void;
  /** Shows a part of the axis around the cursor; 0 shows all again. */
  zoom(factor: number): void;
  destroy(): void;
}

/** Height of a chart in pixels; its width is that of its place. */
const HEIGHT = 220;

/** Columns of points: about one a pixel of the widest chart. */
const COLUMNS = 900;

/** No points: the place of a line that is not drawn. */
const NOTHING: Drawn = { x: new Float64Array(0), y: new Float64Array(0) };

/** Lines as read stand behind the smoothed ones. */
const FAINT = "55";

/**
 * Draws into an element.
 *
 * @param onCursor gets the place on the axis, or undefined when the cursor leaves
 */
export function drawChart(
  host: HTMLElement,
  look: ChartLook,
  onCursor: (x: number | undefined) => void,
): DrawnChart {
  let chart: uPlot | undefined;
  let lines: readonly CurveLine[] = [];
  let marks: readonly number[] = [];
  let smooth: readonly Float64Array[] = [];
  const dataIn = (range: readonly [number, number] | undefined): uPlot.AlignedData => {
    // A logarithm has no place for 0 and below.
    const shown = ({ x, y }: Drawn): Drawn =>
      look.isLog ? { x, y: y.map((value) => (value > 0 ? value : Number.NaN)) } : { x, y };
    const drawn = lines.flatMap(({ x, y, smoothing }, index) => [
      smoothing === 0 ? NOTHING : shown(thinned(x, y, range, COLUMNS)),
      shown(thinned(x, smooth[index] ?? y, range, COLUMNS)),
    ]);
    const { x, ys } = joined(drawn);
    return [x, ...ys] as unknown as uPlot.AlignedData;
  };
  const isAll = (min: number, max: number): boolean =>
    lines.every(
      ({ x }) => x.length === 0 || (min <= (x[0] as number) && max >= (x.at(-1) as number)),
    );
  let isShowing = false;
  /** Thins the lines anew for a part of the axis; uPlot must know the new points before it looks for their edges. */
  const showRange = (self: uPlot, min: number, max: number): void => {
    if (isShowing || chart === undefined || lines.every(({ x }) => x.length <= 2 * COLUMNS)) return;
    isShowing = true;
    queueMicrotask(() => {
      if (self === chart) {
        self.batch(() => {
          self.setData(dataIn(isAll(min, max) ? undefined : [min, max]), false);
          self.setScale("x", { min, max });
        });
      }
      isShowing = false;
    });
  };
  const observer = new ResizeObserver(() => {
    if (host.clientWidth > 0) chart?.setSize({ width: host.clientWidth, height: HEIGHT });
  });
  observer.observe(host);
  const make = (): uPlot => {
    const series = lines.flatMap(({ run, smoothing, x }, index): uPlot.Series[] => {
      const stroke = look.colours[index] ?? look.text;
      const dash = run === 1 ? [6, 4] : [];
      const points = { show: x.length < 40, size: 5 };
      const isSmoothed = smoothing > 0;
      return [
        { stroke: stroke + FAINT, width: 1, dash, points: { show: false }, show: isSmoothed },
        { stroke, width: 1.8, dash, points },
      ];
    });
    const axis = {
      stroke: look.text,
      grid: { stroke: look.grid, width: 1 },
      ticks: { stroke: look.grid, width: 1 },
    };
    return new uPlot(
      {
        width: Math.max(200, host.clientWidth),
        height: HEIGHT,
        legend: { show: false },
        cursor: { drag: { x: true, y: false }, points: { size: 7 } },
        scales: { x: { time: false }, y: look.isLog ? { distr: 3 } : {} },
        axes: [
          { ...axis, values: (_, ticks) => ticks.map(look.xText) },
          { ...axis, size: 64, values: (_, ticks) => ticks.map(tickText) },
        ],
        series: [{}, ...series],
        hooks: {
          setCursor: [
            (self) => {
              const { left = -1 } = self.cursor;
              onCursor(left < 0 ? undefined : self.posToVal(left, "x"));
            },
          ],
          setScale: [
            (self, key) => {
              const { min, max } = self.scales["x"] ?? {};
              if (key === "x" && min != null && max != null) showRange(self, min, max);
            },
          ],
          draw: [(self) => drawMarks(self, marks, look.text)],
        },
      },
      dataIn(undefined),
      host,
    );
  };
  return {
    show(nextLines, nextMarks) {
      const isSameShape = chart !== undefined && shapeOf(nextLines) === shapeOf(lines);
      const { min, max } = chart?.scales["x"] ?? {};
      const part = min == null || max == null || isAll(min, max) ? undefined : { min, max };
      lines = nextLines;
      marks = nextMarks;
      smooth = lines.map(({ y, smoothing }) => smoothed(y, smoothing));
      if (isSameShape) {
        // What a training adds does not move the part that somebody looks at.
        chart?.batch(() => {
          chart?.setData(dataIn(part && [part.min, part.max]), part === undefined);
          if (part !== undefined) chart?.setScale("x", part);
        });
      } else {
        chart?.destroy();
        chart = make();
      }
    },
    step(by) {
      if (chart === undefined) return;
      const [x] = chart.data;
      const at = Math.max(
        0,
        Math.min(x.length - 1, (chart.cursor.idx ?? (by > 0 ? -1 : x.length)) + by),
      );
      const place = x[at];
      if (place === undefined) return;
      chart.setCursor({ left: chart.valToPos(place, "x"), top: HEIGHT / 2 });
    },
    zoom(factor) {
      const [x] = chart?.data ?? [[]];
      const { min, max } = chart?.scales["x"] ?? {};
      if (chart === undefined || min == null || max == null) return;
      if (factor === 0) {
        chart.setData(dataIn(undefined), true);
        return;
      }
      const { left = -1 } = chart.cursor;
      const middle = left < 0 ? (min + max) / 2 : chart.posToVal(left, "x");
      const half = ((max - min) * factor) / 2;
      if (x.length > 0) chart.setScale("x", { min: middle - half, max: middle + half });
    },
    destroy() {
      observer.disconnect();
      chart?.destroy();
    },
  };
}

/** What makes new series necessary. */
function shapeOf(lines: readonly CurveLine[]): string {
  return JSON.stringify(
    lines.map(({ name, run, smoothing, x }) => [name, run, smoothing > 0, x.length < 40]),
  );
}

/** A dashed line where the run was continued. */
function drawMarks(chart: uPlot, marks: readonly number[], colour: string): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.setLineDash([2, 4]);
  for (const mark of marks) {
    const x = Math.round(chart.valToPos(mark, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** A value of the vertical axis in few characters; a log axis leaves most of its ticks without one. */
function tickText(value: number | null): string {
  if (value === null) return "";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e5)) return value.toExponential(0);
  return `${Number(value.toPrecision(4))}`;
}
