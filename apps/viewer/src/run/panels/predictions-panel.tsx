// What a run's classifier said: its numbers with intervals, its confusion matrix and pictures, and the films.
import type { Interval } from "@pleura/data";
import { confusionTable, intervalText, lineChart } from "@pleura/pictures";
import { oneLine } from "../../app/page-text.ts";
import { Choice } from "../../controls/choice.tsx";
import { Picture } from "../../controls/picture.tsx";
import { ScrollArea } from "../../controls/scroll-area.tsx";
import { CLASS_MEASURES, type Judgement } from "../read/judge-predictions.ts";
import type { RunEffects } from "../run-effects.ts";
import {
  type Answers,
  dataOf,
  type Loaded,
  type RunKey,
  type RunState,
  readyValue,
  type SplitName,
} from "../run-state.ts";
import type { RunEvent } from "../run-update.ts";
import { FILMS_ID, FilmsPanel } from "./films-panel.tsx";

interface PredictionsPanelProps {
  readonly state: RunState;
  readonly runKey: RunKey;
  readonly effects: RunEffects;
  readonly dispatch: (event: RunEvent) => void;
}

const SPLIT_WORDS: Readonly<Record<SplitName, string>> = {
  test: "test films",
  val: "validation films",
  report: "films of report.json",
};

/** The panel of the chosen split. */
export function PredictionsPanel({ state, runKey, effects, dispatch }: PredictionsPanelProps) {
  const data = dataOf(state, runKey);
  const splits = Object.keys(data?.answers ?? {}) as SplitName[];
  const answers = data?.answers[state.split];
  if (splits.length === 0) {
    return (
      <p class="muted">
        This folder has no predictions: no predictions-test.csv, predictions-val.csv, or report.json
        with images. pleura evaluate --model RUN --data DIR writes them.
        {data?.report?.kind === "ready" &&
          " Its report.json has numbers only: they are in Settings."}
      </p>
    );
  }
  return (
    <div class="predictions">
      <div class="run-controls">
        <Choice
          label="Films"
          value={state.split}
          options={splits.map((value) => ({ value, text: SPLIT_WORDS[value] }))}
          onChange={(split) => dispatch({ type: "split-chosen", split })}
        />
      </div>
      <AnswersPart {...{ state, runKey, effects, dispatch, answers }} />
    </div>
  );
}

function AnswersPart(
  props: PredictionsPanelProps & { readonly answers: Loaded<Answers> | undefined },
) {
  const { answers, state, dispatch } = props;
  if (answers === undefined || answers.kind === "loading") {
    return <p class="muted">reading the predictions …</p>;
  }
  if (answers.kind === "failed") return <p class="bad">{oneLine(answers.reason)}</p>;
  const { judgement } = answers.value;
  const found = readyValue(judgement);
  const { truth, predicted } = state.filter;
  return (
    <>
      {judgement.kind === "failed" && <p class="bad">{oneLine(judgement.reason)}</p>}
      {judgement.kind === "loading" && <p class="muted">measuring, with 2,000 resamplings …</p>}
      {found !== undefined && (
        <>
          <Numbers found={found} />
          <div class="run-pictures">
            <div class="confusion-place">
              <Picture
                picture={confusionTable(found.confusion, found.classes, {
                  hasButtons: true,
                  ...(truth !== undefined &&
                    predicted !== undefined && { chosen: { truth, predicted } }),
                  caption: "Rows are the truth, columns the prediction. A cell shows its films.",
                })}
                onPress={(cell) => {
                  dispatch({
                    type: "cell-chosen",
                    truth: Number(cell["truth"]),
                    predicted: Number(cell["predicted"]),
                  });
                  // The films stand below the pictures: they are shown, and the keyboard goes on there.
                  document.getElementById(FILMS_ID)?.focus();
                }}
              />
            </div>
            <Picture picture={lineChart(found.roc)} />
            <Picture picture={lineChart(found.reliability)} />
            <Picture picture={lineChart(found.coverage)} />
          </div>
        </>
      )}
      <FilmsPanel {...props} predictions={answers.value.predictions} />
    </>
  );
}

function Numbers({ found }: { readonly found: Judgement }) {
  const { n, patients, withoutPatient, unlabelled, draws } = found;
  const { accuracy, wilson, brier, nll, macroAuroc, ece } = found;
  const main: readonly (readonly [string, Interval])[] = [
    ["accuracy", accuracy],
    ["mean AUROC", macroAuroc],
    ["Brier score", brier],
    ["log loss, nats", nll],
  ];
  return (
    <div class="run-numbers">
      <p class="muted">
        {withoutPatient === n ? `${n} films.` : `${n} films of ${patients} patients.`} In brackets
        95 % intervals
        {draws > 0
          ? `: ${draws} bootstrap resamplings of patients; AUROC DeLong's.`
          : ": too many films for resamplings, AUROC DeLong's."}{" "}
        Accuracy by Wilson: {intervalText(wilson)}. Calibration error {ece.toFixed(3)}.
        {withoutPatient > 0 &&
          ` The patients of ${withoutPatient} films are not known here: each counts as one of its own, so intervals may be too narrow.`}
        {unlabelled > 0 && ` ${unlabelled} films without a known label are not counted.`}
      </p>
      <ScrollArea label="Numbers of the classifier">
        <table class="run-table">
          <caption class="hidden-text">Measures of the classifier</caption>
          <thead>
            <tr>
              {main.map(([name]) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              {main.map(([name, value]) => (
                <td key={name} class="number">
                  {intervalText(value)}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
        <table class="run-table">
          <caption class="hidden-text">Measures of each class against the rest</caption>
          <thead>
            <tr>
              <th scope="col">class</th>
              <th scope="col">films</th>
              {CLASS_MEASURES.map((name) => (
                <th key={name} scope="col">
                  {name === "auroc" ? "AUROC" : name === "f1" ? "F1" : name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.perClass.map((one, index) => (
              <tr key={found.classes[index]}>
                <th scope="row">{found.classes[index]}</th>
                <td class="number">{one.support}</td>
                {CLASS_MEASURES.map((name) => (
                  <td key={name} class="number">
                    {intervalText(one[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </div>
  );
}
