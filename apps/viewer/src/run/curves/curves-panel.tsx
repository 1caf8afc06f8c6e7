// The curves of a run, and of another one beside it, with how they are drawn and what was wrong in their file.
import { useMemo } from "preact/hooks";
import { oneLine } from "../../app/page-text.ts";
import { Button } from "../../controls/button.tsx";
import { Choice } from "../../controls/choice.tsx";
import { Slider } from "../../controls/slider.tsx";
import { secondsAt } from "../read/event-times.ts";
import type { CurveAxis, Curves, CurveView, Loaded } from "../run-state.ts";
import { CURVE_AXES, readyValue } from "../run-state.ts";
import { CurveChart } from "./curve-chart.tsx";
import { chartsOf } from "./curve-lines.ts";

interface CurvesPanelProps {
  readonly curves: Loaded<Curves> | undefined;
  readonly resumes: readonly number[];
  readonly isRunning: boolean;
  readonly compared: { readonly name: string; readonly curves: Curves | undefined } | undefined;
  readonly name: string;
  readonly view: CurveView;
  readonly scheme: "light" | "dark";
  /** True when the folder says when steps were done. */
  readonly hasTimes: boolean;
  readonly onView: (view: Partial<CurveView>) => void;
}

const AXIS_WORDS: Readonly<Record<CurveAxis, string>> = {
  step: "step",
  epoch: "epoch",
  time: "time of training",
};

/** Curves, or why there are none. */
export function CurvesPanel(props: CurvesPanelProps) {
  const { curves, compared, view, scheme, onView, name, resumes, isRunning, hasTimes } = props;
  const own = readyValue(curves);
  const charts = useMemo(
    () => chartsOf([own, compared?.curves], view),
    [own, compared?.curves, view.axis, view.smoothing],
  );
  const marks = useMemo(() => marksOf(own, resumes, view.axis), [own, resumes, view.axis]);
  if (curves === undefined) {
    return <p class="muted">This folder has no metrics.jsonl, so there are no curves.</p>;
  }
  if (curves.kind === "loading") return <p class="muted">reading metrics.jsonl …</p>;
  if (curves.kind === "failed") return <p class="bad">{oneLine(curves.reason)}</p>;
  return (
    <div class="curves">
      <div class="run-controls">
        <Choice
          label="Axis"
          value={view.axis}
          options={CURVE_AXES.map((value) => ({ value, text: AXIS_WORDS[value] }))}
          onChange={(axis) => onView({ axis })}
        />
        <Slider
          label="Smoothing"
          value={view.smoothing}
          min={0}
          max={0.99}
          step={0.01}
          text={view.smoothing.toFixed(2)}
          onChange={(smoothing) => onView({ smoothing })}
        />
        <Button isPressed={view.isLog} onPress={() => onView({ isLog: !view.isLog })}>
          Log scale
        </Button>
        {isRunning && <span class="good">training now, followed every 2 s</span>}
      </div>
      <CurveNotes curves={curves.value} resumes={resumes} />
      {view.axis === "time" && !hasTimes && (
        <p class="warn">
          The folder has no events.out.tfevents file, which alone says when steps were done. Choose
          another axis.
        </p>
      )}
      <div class="curve-charts">
        {charts.map((chart) => (
          <CurveChart
            key={chart.title}
            chart={chart}
            axis={view.axis}
            isLog={view.isLog}
            scheme={scheme}
            marks={marks}
            runs={compared === undefined ? [name] : [name, compared.name]}
          />
        ))}
      </div>
    </div>
  );
}

function CurveNotes({
  curves,
  resumes,
}: {
  readonly curves: Curves;
  readonly resumes: readonly number[];
}) {
  const { lines, badLines, problems, gaps, restarts } = curves;
  return (
    <>
      <p class="muted">
        {lines.toLocaleString("en")} lines; drag over a chart to zoom, double-click shows all.
        {gaps > 0 && ` ${gaps} values are no finite numbers: gaps.`}
        {resumes.length > 0 && ` Resumed after step ${resumes.join(", ")} (dashed lines).`}
        {restarts.length > 0 && ` The file goes back to step ${restarts.join(", ")}.`}
      </p>
      {badLines > 0 && (
        <p class="warn">
          {badLines} lines are no JSON objects with a step and were left out, such as line{" "}
          {problems[0]?.line}: <span class="mono clipped">{oneLine(problems[0]?.text ?? "")}</span>
        </p>
      )}
    </>
  );
}

/** Where the run went on; on the axis of epochs nothing says where. */
function marksOf(
  curves: Curves | undefined,
  resumes: readonly number[],
  axis: CurveAxis,
): readonly number[] {
  if (axis === "step") return resumes;
  const clock = curves?.clock;
  if (axis === "epoch" || clock === undefined) return [];
  return resumes.map((step) => secondsAt(clock, step)).filter(Number.isFinite);
}
