// The sections of a report that show an evaluation, and those of a training.

import { CLASSES } from "@pleura/data";
import { confusionTable, intervalText, lineChart, markupOf } from "@pleura/pictures";
import type { Predictions } from "../inference/predictions.ts";
import type { MetricsLine } from "../run-folder/metrics-log.ts";
import { calibrationSection, coverageSection, operatingSection } from "./confidence-sections.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluationPrecisionRecall, evaluationRoc } from "./evaluation-pictures.ts";
import { RATIOS } from "./model-measures.ts";
import { charts, paragraph, scrolling, section, table } from "./page.ts";
import { collapsedNote, imagesOfPatients, resamplingNote } from "./result-words.ts";
import { subgroupSections } from "./subgroup-sections.ts";

/** Sections for an evaluation. */
export function evaluationSections(
  evaluation: Evaluation,
  predictions: Predictions,
  split: string,
): string[] {
  const { n, accuracy, confusion } = evaluation;
  const collapsed = collapsedNote(accuracy, n);
  return [
    section(
      "Result",
      paragraph(
        `Accuracy ${intervalText(accuracy)} on ${imagesOfPatients(evaluation)} (split ${split}). ` +
          resamplingNote(evaluation),
      ),
      collapsed === undefined ? "" : paragraph(collapsed),
      scrolling(markupOf(confusionTable(confusion, CLASSES))),
    ),
    section(
      "Classes",
      classTables(evaluation),
      paragraph(
        "One class against the rest. AUPRC is average precision. DeLong's normal interval takes patients as clusters and says nothing at an area of 1.",
      ),
    ),
    ...subgroupSections(evaluation),
    section(
      "Curves",
      charts(
        lineChart(evaluationRoc(predictions, evaluation)),
        lineChart(evaluationPrecisionRecall(predictions, evaluation)),
      ),
    ),
    calibrationSection(evaluation, predictions),
    coverageSection(evaluation),
    operatingSection(evaluation),
  ];
}

function classTables({ n, perClass, macro }: Evaluation): string {
  const ratios = CLASSES.map((name) => [
    name,
    ...RATIOS.map((ratio) => intervalText(perClass[name][ratio])),
    `${perClass[name].support}`,
  ]);
  const areas = CLASSES.map((name) => {
    const { auroc, auprc, support } = perClass[name];
    const { low, high } = auroc.delong;
    return [
      name,
      intervalText(auroc),
      Number.isNaN(low) ? "–" : `${low.toFixed(3)}–${high.toFixed(3)}`,
      intervalText(auprc),
      (support / n).toFixed(3),
    ];
  });
  return [
    table(
      ["class", "precision", "sensitivity", "specificity", "F1", "images"],
      [...ratios, ["macro mean", ...RATIOS.map((ratio) => intervalText(macro[ratio])), `${n}`]],
    ),
    table(
      ["class", "AUROC", "DeLong's interval", "AUPRC", "AUPRC of a guess"],
      [...areas, ["macro mean", intervalText(macro.auroc), "", intervalText(macro.auprc), ""]],
    ),
  ].join("");
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
  return section(heading, charts(losses, measures));
}
