// The sections of a report that show an evaluation: headline, matrix, classes, sources, curves.
import { type BootstrapInterval, CLASSES, type Interval, rocCurve } from "@pleura/data";
import type { Predictions } from "../inference/predictions.ts";
import type { MetricsLine } from "../run-folder/metrics-log.ts";
import { escapeHtml } from "./escape-html.ts";
import type { Evaluation } from "./evaluation.ts";
import { type LineChart, lineChart } from "./line-chart.ts";
import { paragraph, scrolling, section, table } from "./page.ts";
import { collapsedNote, imagesOfPatients, resamplingNote } from "./result-words.ts";

/** `0.91 (0.85–0.96)`, or a dash where the images cannot tell. */
export function interval({ value, low, high }: Interval | BootstrapInterval): string {
  if (Number.isNaN(value)) return "–";
  const text = (x: number): string => (Number.isNaN(x) ? "?" : x.toFixed(3));
  return `${text(value)} (${text(low)}–${text(high)})`;
}

/** Sections for an evaluation. */
export function evaluationSections(
  evaluation: Evaluation,
  predictions: Predictions,
  split: string,
): string[] {
  const { n, accuracy, perClass, macro, calibration } = evaluation;
  const collapsed = collapsedNote(accuracy, n);
  const names = ["precision", "sensitivity", "specificity", "f1", "auroc"] as const;
  const classRows = CLASSES.map((name) => [
    name,
    ...names.map((metric) => interval(perClass[name][metric])),
    `${perClass[name].support}`,
  ]);
  const macroRow = ["macro mean", ...names.map((metric) => interval(macro[metric])), `${n}`];
  const sourceRows = evaluation.perSource.map(({ group, n: count, accuracy: right, support }) => [
    group,
    `${count}`,
    interval(right),
    ...support.map(String),
  ]);
  return [
    section(
      "Result",
      paragraph(
        `Accuracy ${interval(accuracy)} on ${imagesOfPatients(evaluation)} (split ${split}). ` +
          resamplingNote(evaluation),
      ),
      collapsed === undefined ? "" : paragraph(collapsed),
      confusionTable(evaluation.confusion),
    ),
    section(
      "Classes",
      table(
        ["class", "precision", "sensitivity", "specificity", "F1", "AUROC", "images"],
        [...classRows, macroRow],
      ),
    ),
    section(
      "Sources",
      paragraph("One number over all sources can hide one that fails (Wilson intervals)."),
      table(["source", "images", "accuracy", ...CLASSES], sourceRows),
      confoundingNote(evaluation),
    ),
    section(
      "Curves",
      `<div class="charts">${lineChart(rocChart(predictions))}${lineChart(reliabilityChart(evaluation))}</div>`,
      paragraph(
        `Calibration: Brier ${calibration.brier.toFixed(3)}, negative log-likelihood ${calibration.nll.toFixed(3)}, expected calibration error ${calibration.ece.toFixed(3)}.`,
      ),
    ),
  ];
}

/** The curves of a training. */
export function trainingSection(heading: string, lines: readonly MetricsLine[]): string {
  const steps = lines.flatMap(({ step, loss }) =>
    loss === undefined ? [] : [[step, loss] as const],
  );
  const checks = lines.flatMap(({ step, validation }) =>
    validation === undefined ? [] : [{ step, validation }],
  );
  const names = [...new Set(checks.flatMap(({ validation }) => Object.keys(validation)))];
  const series = (name: string) => ({
    name,
    points: checks.flatMap(({ step, validation }) => {
      const value = validation[name];
      return value === undefined || value === null ? [] : [[step, value] as const];
    }),
  });
  const losses = lineChart({
    title: "Loss",
    x: "step",
    y: "loss",
    series: [
      { name: "training", points: steps },
      { ...series("loss"), name: "validation" },
    ],
  });
  const others = names.filter((name) => name !== "loss");
  const measures = lineChart({
    title: "Validation",
    x: "step",
    y: "value",
    range: [0, 1],
    series: others.map(series),
  });
  return section(heading, `<div class="charts">${losses}${measures}</div>`);
}

function confusionTable(confusion: readonly (readonly number[])[]): string {
  const most = Math.max(1, ...confusion.flat());
  const head = CLASSES.map((name) => `<th scope="col">${name}</th>`).join("");
  const body = confusion.map((row, truth) => {
    const cells = row.map((count) => {
      // Blue by count; the number itself is always there.
      const shade = `background: rgb(0 114 178 / ${((0.6 * count) / most).toFixed(2)})`;
      return `<td class="cell" style="${shade}">${count}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(CLASSES[truth] ?? "")}</th>${cells.join("")}</tr>`;
  });
  return scrolling(
    `<table><caption>Rows are the truth, columns the prediction.</caption><thead><tr><th></th>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`,
  );
}

function confoundingNote({ perSource }: Evaluation): string {
  const pure = perSource.filter(({ support }) => support.filter((count) => count > 0).length === 1);
  if (pure.length === 0) return "";
  const names = pure.map(({ group }) => group).join(", ");
  return paragraph(
    `Class and source are confounded: ${names} ${pure.length === 1 ? "holds" : "hold"} one class only, so a model that recognises the source looks right there.`,
  );
}

function rocChart({ probabilities, truth }: Predictions): LineChart {
  return {
    title: "ROC, one class against the rest",
    x: "false positive rate",
    y: "true positive rate",
    range: [0, 1],
    xRange: [0, 1],
    hasDiagonal: true,
    series: CLASSES.map((name, index) => ({
      name,
      points: rocCurve(probabilities, truth, CLASSES.length, index)
        .map(
          ({ falsePositiveRate, truePositiveRate }) =>
            [falsePositiveRate, truePositiveRate] as const,
        )
        .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)),
    })).filter(({ points }) => points.length > 1),
  };
}

function reliabilityChart({ calibration }: Evaluation): LineChart {
  return {
    title: "Reliability",
    x: "confidence",
    y: "accuracy",
    range: [0, 1],
    xRange: [0, 1],
    hasDiagonal: true,
    series: [
      {
        name: "bins of equal size",
        points: [...calibration.bins]
          .map(({ confidence, accuracy }) => [confidence, accuracy] as const)
          .sort((a, b) => a[0] - b[0]),
      },
    ],
  };
}
