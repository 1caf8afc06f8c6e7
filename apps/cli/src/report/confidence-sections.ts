// The sections of a report about how sure a model is: calibration, abstaining, thresholds.

import { atCoverage, type Calibration, CLASSES } from "@pleura/data";
import { coverageChart, intervalText, lineChart } from "@pleura/pictures";
import type { Predictions } from "../inference/predictions.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluationReliability } from "./evaluation-pictures.ts";
import { charts, paragraph, section, table } from "./page.ts";
import {
  goalWords,
  temperatureNote,
  thresholdWords,
  withoutValidation,
} from "./validated-words.ts";

/** How far the probabilities are from what happens. */
export function calibrationSection(found: Evaluation, predictions: Predictions): string {
  const { calibration, validated } = found;
  const row = (name: string, one: Calibration, brier: string, nll: string): string[] => [
    name,
    one.ece.toFixed(3),
    one.classwiseEce.toFixed(3),
    brier,
    nll,
  ];
  const rows = [row("as given", calibration, intervalText(found.brier), intervalText(found.nll))];
  if (validated !== undefined) {
    const after = validated.calibration;
    const name = `temperature ${validated.temperature.temperature.toPrecision(3)}`;
    rows.push(row(name, after, after.brier.toFixed(3), after.nll.toFixed(3)));
  }
  return section(
    "Calibration",
    charts(lineChart(evaluationReliability(predictions, found))),
    table(["probabilities", "ECE", "classwise ECE", "Brier", "NLL, nats"], rows),
    paragraph(
      `Expected calibration error over ${calibration.bins.length} bins of ${binSizes(calibration)} images. Brier score sums over the classes, from 0 to 2.`,
    ),
    paragraph(validated === undefined ? withoutValidation : temperatureNote(validated)),
    `<details><summary>Bins of the probabilities as given</summary>${binTable(calibration)}</details>`,
  );
}

function binTable({ bins }: Calibration): string {
  const rows = bins.map(({ count, confidence, accuracy, low, high }) => [
    confidence.toFixed(3),
    intervalText({ value: accuracy, low, high }),
    `${count}`,
  ]);
  return table(["mean confidence", "share right", "images"], rows);
}

/** Shares of the images whose accuracy is listed. */
const COVERAGES = [1, 0.9, 0.8, 0.7, 0.5];

/** Accuracy when the model abstains where it is least sure. */
export function coverageSection({ selective }: Evaluation): string {
  const rows = COVERAGES.flatMap((share) => {
    const point = atCoverage(selective.curve, share);
    if (point === undefined) return [];
    const { coverage, accuracy, low, high, threshold } = point;
    return [
      [
        share.toFixed(2),
        coverage.toFixed(3),
        intervalText({ value: accuracy, low, high }),
        threshold.toFixed(3),
      ],
    ];
  });
  return section(
    "Abstaining",
    charts(lineChart(coverageChart(selective))),
    table(["coverage wanted", "reached", "accuracy", "least confidence"], rows),
    paragraph(
      `Area under the risk-coverage curve: ${selective.aurc.toFixed(4)} (0 is best). Images of equal confidence are answered together.`,
    ),
  );
}

/** What thresholds from validation give on the evaluated images. */
export function operatingSection({ validated }: Evaluation): string {
  if (validated === undefined) return section("Operating points", paragraph(withoutValidation));
  const rows = CLASSES.flatMap((name) =>
    validated.operatingPoints[name].map(({ goal, chosen, sensitivity, specificity }) => [
      name,
      goalWords(goal),
      thresholdWords(chosen),
      intervalText(sensitivity),
      intervalText(specificity),
    ]),
  );
  return section(
    "Operating points",
    paragraph(
      "Thresholds on a class's probability, chosen on validation images only; the rates are those of the images evaluated here, so they can miss the goal.",
    ),
    table(["class", "goal on validation", "threshold", "sensitivity", "specificity"], rows),
    CLASSES.some((name) => validated.operatingPoints[name].some(({ chosen }) => chosen.isCoarse))
      ? paragraph(
          "* Too few validation images of that side to resolve the goal: the threshold hangs on the most extreme one.",
        )
      : "",
  );
}

function binSizes({ bins }: Calibration): string {
  const counts = bins.map(({ count }) => count);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? `${least}` : `${least} to ${most}`;
}
