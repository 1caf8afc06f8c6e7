// The pictures of an evaluation: ROC, precision and recall, reliability, accuracy against coverage.
import {
  CLASSES,
  type CoveragePoint,
  precisionRecallCurve,
  rocCurve,
  type SelectiveAccuracy,
  topLabels,
} from "@pleura/data";
import type { Predictions } from "../inference/predictions.ts";
import type { Evaluation } from "./evaluation.ts";
import type { LineChart, Series } from "./line-chart.ts";

const COUNT = CLASSES.length;
const UNIT = [0, 1] as const;

/** ROC of each class against the rest, with its area. */
export function rocChart({ probabilities, truth }: Predictions, found: Evaluation): LineChart {
  return {
    title: "ROC, one class against the rest (AUROC)",
    x: "1 − specificity",
    y: "sensitivity",
    range: UNIT,
    xRange: UNIT,
    hasDiagonal: true,
    series: classSeries(
      (index) =>
        rocCurve(probabilities, truth, COUNT, index).map((point) => [
          point.falsePositiveRate,
          point.truePositiveRate,
        ]),
      (name) => found.perClass[name].auroc.value,
    ),
  };
}

/** Precision against recall of each class, in the steps that average precision measures. */
export function precisionRecallChart(
  { probabilities, truth }: Predictions,
  found: Evaluation,
): LineChart {
  return {
    title: "Precision and recall (AUPRC)",
    x: "recall = sensitivity",
    y: "precision",
    range: UNIT,
    xRange: UNIT,
    series: classSeries(
      (index) => {
        const curve = precisionRecallCurve(probabilities, truth, COUNT, index);
        return curve.flatMap(({ precision, recall }, place) => [
          [curve[place - 1]?.recall ?? 0, precision],
          [recall, precision],
        ]);
      },
      (name) => found.perClass[name].auprc.value,
    ),
  };
}

/** Parts of the axis whose confidences are counted below the reliability diagram. */
const CONFIDENCE_PARTS = 20;

/** Accuracy of each bin of confidence with its Wilson interval, before and after the temperature. */
export function reliabilityChart(found: Evaluation, predictions: Predictions): LineChart {
  const { confidence } = topLabels(predictions.probabilities, predictions.truth, COUNT);
  const histogram = new Array<number>(CONFIDENCE_PARTS).fill(0);
  for (const value of confidence) {
    const part = Math.min(CONFIDENCE_PARTS - 1, Math.floor(value * CONFIDENCE_PARTS));
    histogram[part] = (histogram[part] ?? 0) + 1;
  }
  const series = (name: string, { bins }: Evaluation["calibration"]): Series => ({
    name,
    drawn: "marks",
    points: bins.map((bin) => [bin.confidence, bin.accuracy]),
    bounds: bins.map(({ low, high }) => [low, high]),
  });
  const { validated } = found;
  return {
    title: "Reliability, bins of equal mass (bars: images)",
    x: "confidence = probability of the predicted class",
    y: "share right",
    range: UNIT,
    xRange: UNIT,
    hasDiagonal: true,
    histogram,
    series: [
      series("as given", found.calibration),
      ...(validated === undefined
        ? []
        : [
            series(
              `temperature ${validated.temperature.temperature.toPrecision(3)}`,
              validated.calibration,
            ),
          ]),
    ],
  };
}

/** Most points of the coverage curve that are drawn. */
const COVERAGE_POINTS = 200;

/** Accuracy of the surest share of the images, with its Wilson band. */
export function coverageChart({ curve }: SelectiveAccuracy): LineChart {
  const shown: CoveragePoint[] = [];
  for (const point of curve) {
    const last = shown.at(-1)?.coverage ?? 0;
    if (point.coverage === 1 || point.coverage - last >= 1 / COVERAGE_POINTS) shown.push(point);
  }
  return {
    title: "Accuracy against coverage",
    x: "coverage = share of images answered, surest first",
    y: "share right",
    xRange: UNIT,
    range: [Math.min(0.9, ...shown.map(({ low }) => low)), 1],
    series: [
      {
        name: "accuracy, Wilson 95 %",
        points: shown.map(({ coverage, accuracy }) => [coverage, accuracy]),
        bounds: shown.map(({ low, high }) => [low, high]),
      },
    ],
  };
}

/** One line a class, with its area in the legend; none where the curve is undefined. */
function classSeries(
  pointsOf: (index: number) => (readonly number[])[],
  areaOf: (name: (typeof CLASSES)[number]) => number,
): Series[] {
  return CLASSES.map((name, index) => ({
    name: `${name} ${areaOf(name).toFixed(3)}`,
    points: pointsOf(index).flatMap(([x = Number.NaN, y = Number.NaN]) =>
      Number.isFinite(x) && Number.isFinite(y) ? [[x, y] as const] : [],
    ),
  })).filter(({ points }) => points.length > 1);
}
