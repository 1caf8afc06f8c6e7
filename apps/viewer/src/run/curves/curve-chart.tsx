// A chart of curves with the values under its cursor, for the mouse and for the keyboard.
import { PICTURE_COLOURS, seriesName } from "@pleura/pictures";
import { useEffect, useRef, useState } from "preact/hooks";
import { oneLine } from "../../app/page-text.ts";
import { firstNotBelow, smoothedAt } from "../read/curve-view.ts";
import { shownNumber } from "../read/shown-value.ts";
import type { CurveAxis } from "../run-state.ts";
import type { CurveChartLines, CurveLine } from "./curve-lines.ts";
import type { DrawnChart } from "./uplot-chart.ts";

interface CurveChartProps {
  readonly chart: CurveChartLines;
  readonly axis: CurveAxis;
  readonly isLog: boolean;
  readonly scheme: "light" | "dark";
  /** Places on the axis where the run was continued. */
  readonly marks: readonly number[];
  /** Names of the runs, as the lines count them. */
  readonly runs: readonly string[];
}

/** The chart and its legend. */
export function CurveChart({ chart, axis, isLog, scheme, marks, runs }: CurveChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnChart | undefined>(undefined);
  const [cursor, setCursor] = useState<number | undefined>(undefined);
  const paper = PICTURE_COLOURS[scheme];
  const colours = chart.lines.map((_, index) => paper[seriesName(index)]);
  const given = useRef({ chart, marks, colours });
  given.current = { chart, marks, colours };
  useEffect(() => {
    let isGone = false;
    void import("./uplot-chart.ts").then(({ drawChart }) => {
      const place = host.current;
      if (isGone || place === null) return;
      const { faint: muted, line } = paper;
      const look = {
        colours: given.current.colours,
        text: muted,
        grid: line,
        isLog,
        xText: (value: number) => placeText(axis, value),
      };
      drawn.current = drawChart(place, look, setCursor);
      drawn.current.show(given.current.chart.lines, given.current.marks);
    });
    return () => {
      isGone = true;
      drawn.current?.destroy();
      drawn.current = undefined;
    };
  }, [axis, isLog, scheme, chart.lines.length]);
  useEffect(() => {
    // Each chart in a task of its own: a million points take one long enough.
    const timer = setTimeout(() => drawn.current?.show(chart.lines, marks));
    return () => clearTimeout(timer);
  }, [chart, marks]);
  const edges = edgesOf(chart.lines);
  const onKeyDown = (event: KeyboardEvent): void => {
    const action = KEYS[event.key];
    if (action === undefined || drawn.current === undefined) return;
    event.preventDefault();
    action(drawn.current);
  };
  return (
    <figure class="curve-chart">
      <figcaption class="curve-title">{titleOf(chart.title)}</figcaption>
      <div
        class="curve-host"
        ref={host}
        tabIndex={0}
        role="slider"
        aria-label={`Cursor over ${titleOf(chart.title)}: arrow keys move it, plus and minus zoom, 0 shows all`}
        aria-valuemin={edges[0]}
        aria-valuemax={edges[1]}
        aria-valuenow={cursor ?? edges[1]}
        aria-valuetext={`${axis} ${placeText(axis, cursor ?? edges[1])}`}
        onKeyDown={onKeyDown}
      />
      {chart.lines.every(({ x }) => x.length === 0) && (
        <p class="warn">None of these lines says its {axis === "time" ? "time" : axis}.</p>
      )}
      <table class="curve-legend">
        <caption class="hidden-text">Values of {titleOf(chart.title)}</caption>
        <thead>
          <tr>
            <th scope="col">
              {cursor === undefined ? "curve" : `${axis} ${placeText(axis, cursor)}`}
            </th>
            <th scope="col">{cursor === undefined ? "last" : "here"}</th>
          </tr>
        </thead>
        <tbody aria-live="polite">
          {chart.lines.map((line, index) => (
            <tr key={`${line.run} ${line.name}`}>
              <th scope="row">
                <span
                  class={line.run === 1 ? "swatch dashed" : "swatch"}
                  style={{ borderTopColor: colours[index] }}
                />
                {oneLine(line.name)}
                {runs.length > 1 && <span class="muted"> {oneLine(runs[line.run] ?? "")}</span>}
              </th>
              <td class="number">{valueText(line, cursor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

/** What keys do; the same ones zoom and reset in the Explain room. */
const KEYS: Readonly<Record<string, (chart: DrawnChart) => void>> = {
  ArrowRight: (chart) => chart.step(1),
  ArrowLeft: (chart) => chart.step(-1),
  PageDown: (chart) => chart.step(20),
  PageUp: (chart) => chart.step(-20),
  Home: (chart) => chart.step(Number.NEGATIVE_INFINITY),
  End: (chart) => chart.step(Number.POSITIVE_INFINITY),
  "+": (chart) => chart.zoom(0.5),
  "=": (chart) => chart.zoom(0.5),
  "-": (chart) => chart.zoom(2),
  "0": (chart) => chart.zoom(0),
  Escape: (chart) => chart.zoom(0),
};

/** First and last place of any line. */
function edgesOf(lines: readonly CurveLine[]): readonly [number, number] {
  const low = Math.min(...lines.map(({ x }) => x[0] ?? 0));
  return [low, Math.max(low, ...lines.map(({ x }) => x.at(-1) ?? 0))];
}

/** `learningRate` reads "learning rate". */
function titleOf(name: string): string {
  return oneLine(name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());
}

/** The value at the cursor, the last one without it; as read in brackets beside the smoothed one. */
function valueText({ x, y, smoothing }: CurveLine, cursor: number | undefined): string {
  const at = cursor === undefined ? x.length - 1 : nearest(x, cursor);
  const value = y[at];
  if (value === undefined) return "–";
  if (smoothing === 0) return shownNumber(value);
  return `${shownNumber(smoothedAt(y, at, smoothing))} (${shownNumber(value)})`;
}

function nearest(x: Float64Array, place: number): number {
  const above = Math.min(x.length - 1, firstNotBelow(x, place));
  if (above === 0) return 0;
  return place - (x[above - 1] as number) < (x[above] as number) - place ? above - 1 : above;
}

/** A place on the axis: a step, an epoch with its share, or hours, minutes and seconds. */
export function placeText(axis: CurveAxis, value: number): string {
  if (axis === "step") return `${Math.round(value)}`;
  if (axis === "epoch") return `${Number(value.toFixed(2))}`;
  if (value < 60) return `${Number(value.toFixed(1))} s`;
  const minutes = value / 60;
  if (minutes < 60) return `${Number(minutes.toFixed(1))} min`;
  return `${Number((minutes / 60).toFixed(2))} h`;
}
