// Which curves stand in one chart, and what each shows on the chosen axis: pure, so that charts only draw.

import { rising } from "../read/curve-view.ts";
import { secondsAt } from "../read/event-times.ts";
import { numbersOf } from "../read/growing-numbers.ts";
import type { Curve, CurveAxis, Curves, CurveView } from "../run-state.ts";

/** A line of a chart. */
export interface CurveLine {
  readonly name: string;
  /** 0 for the run that is looked at, 1 for the one beside it. */
  readonly run: 0 | 1;
  /** Rising. */
  readonly x: Float64Array;
  /** As read. */
  readonly y: Float64Array;
  /** How much it is smoothed when it is drawn; 0 where nothing is. */
  readonly smoothing: number;
}

/** Curves of one measure, of one run or two. */
export interface CurveChartLines {
  readonly title: string;
  readonly lines: readonly CurveLine[];
}

/** Validations are few and each is a mean over many films already: they are never smoothed. */
const VALIDATION = "validation.";

/** What the run sets and does not measure has no noise to smooth. */
const EXACT = new Set(["learningRate", "lossScale", "skippedSteps"]);

/** Measures that people look at first. */
const FIRST = ["loss", "accuracy", "auroc", "ssim"];

/** The charts of a run, and of the one beside it. */
export function chartsOf(
  runs: readonly (Curves | undefined)[],
  { axis, smoothing }: Pick<CurveView, "axis" | "smoothing">,
): readonly CurveChartLines[] {
  const charts = new Map<string, CurveLine[]>();
  for (const [run, curves] of runs.entries()) {
    for (const [name, curve] of curves?.byName ?? []) {
      const title = measureOf(name);
      const line = lineOf(name, curve, curves, axis, smoothing);
      charts.set(title, [...(charts.get(title) ?? []), { ...line, run: run === 0 ? 0 : 1 }]);
    }
  }
  const place = (title: string): number => {
    const index = FIRST.indexOf(title);
    return index < 0 ? FIRST.length : index;
  };
  return [...charts]
    .map(([title, lines]) => ({ title, lines }))
    .sort((a, b) => place(a.title) - place(b.title));
}

/** `validation.ssimBefore` and `validation.ssimAfter` are of one measure, and so are `loss` and `validation.loss`. */
function measureOf(name: string): string {
  const bare = name.startsWith(VALIDATION) ? name.slice(VALIDATION.length) : name;
  return bare.replace(/(Before|After)$/, "");
}

function lineOf(
  name: string,
  curve: Curve,
  curves: Curves | undefined,
  axis: CurveAxis,
  smoothing: number,
): Omit<CurveLine, "run"> {
  const line = rising(...placed(axisValues(curve, curves, axis), numbersOf(curve.values)));
  const isSmoothed = smoothing > 0 && !name.startsWith(VALIDATION) && !EXACT.has(name);
  return { ...line, name, smoothing: isSmoothed ? smoothing : 0 };
}

/** The points that have a place on the axis. */
function placed(x: Float64Array, y: Float64Array): [Float64Array, Float64Array] {
  if (x.every((place) => !Number.isNaN(place))) return [x, y];
  const kept = Array.from(x.keys()).filter((at) => !Number.isNaN(x[at]));
  return [
    Float64Array.from(kept, (at) => x[at] as number),
    Float64Array.from(kept, (at) => y[at] as number),
  ];
}

/**
 * Places on the axis. Epochs are counted by their share: the k-th of n lines of epoch e lies at e − 1 + k/n, so that
 * steps of an epoch do not stand on one spot.
 */
function axisValues(curve: Curve, curves: Curves | undefined, axis: CurveAxis): Float64Array {
  const steps = numbersOf(curve.steps);
  if (axis === "step") return steps;
  if (axis === "time") {
    const clock = curves?.clock;
    return clock === undefined
      ? new Float64Array(steps.length).fill(Number.NaN)
      : steps.map((step) => secondsAt(clock, step));
  }
  return sharesOfEpochs(numbersOf(curve.epochs));
}

function sharesOfEpochs(epochs: Float64Array): Float64Array {
  const places = new Float64Array(epochs.length);
  for (let from = 0; from < epochs.length; ) {
    let to = from + 1;
    while (to < epochs.length && epochs[to] === epochs[from]) to += 1;
    // An epoch that is being trained is taken to be as long as the one before.
    const isLast = to === epochs.length;
    const length = isLast ? Math.max(to - from, lengthBefore(epochs, from)) : to - from;
    for (let at = from; at < to; at += 1) {
      places[at] = (epochs[from] as number) - 1 + (at - from + 1) / length;
    }
    from = to;
  }
  return places;
}

function lengthBefore(epochs: Float64Array, end: number): number {
  let from = end;
  while (from > 0 && epochs[from - 1] === epochs[end - 1]) from -= 1;
  return end - from;
}
