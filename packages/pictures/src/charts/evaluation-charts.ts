// The pictures of an evaluation: ROC, precision and recall, reliability, accuracy against coverage.
import {
  auroc,
  averagePrecision,
  type Calibration,
  CLASSES,
  type CoveragePoint,
  calibration,
  classColumn,
  precisionRecallCurve,
  rocCurve,
  type SelectiveAccuracy,
  topLabels,
} from "@pleura/data";
import type { LineChart } from "./line-chart.ts";
import type { Series } from "./series.ts";

/** What a classifier said about labelled images. */
export interface ScoredImages {
  /** Row-major `[n, classes]`, rows sum to 1. */
  readonly probabilities: ArrayLike<number>;
  /** Class numbers `[n]`. */
  readonly truth: readonly number[];
}

/** An area under a curve, with its interval where there is one. */
export interface Area {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

const COUNT = CLASSES.length;
const UNIT = [0, 1] as const;

/**
 * ROC of each class against the rest, with its area.
 *
 * @param areas of the classes in their order; AUROC without intervals when absent
 */
export function rocChart(
  { probabilities, truth }: ScoredImages,
  areas?: readonly Area[],
): LineChart {
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
      areas ?? areasOf({ probabilities, truth }, auroc),
    ),
  };
}

/**
 * Precision against recall of each class, in the steps that average precision measures.
 *
 * @param areas of the classes in their order; average precision without intervals when absent
 */
export function precisionRecallChart(
  { probabilities, truth }: ScoredImages,
  areas?: readonly Area[],
): LineChart {
  return {
    title: "Precision and recall (AUPRC)",
    x: "recall = sensitivity",
    y: "precision",
    range: UNIT,
    xRange: UNIT,
    series: classSeries((index) => {
      const curve = precisionRecallCurve(probabilities, truth, COUNT, index);
      return curve.flatMap(({ precision, recall }, place) => [
        [curve[place - 1]?.recall ?? 0, precision],
        [recall, precision],
      ]);
    }, areas ?? areasOf({ probabilities, truth }, averagePrecision)),
  };
}

/** Parts of the axis whose confidences are counted below the reliability diagram. */
const CONFIDENCE_PARTS = 20;

/**
 * Accuracy of each bin of confidence with its Wilson interval.
 *
 * @param compared calibrations by name, such as before and after a temperature; that of `scored` when absent
 */
export function reliabilityChart(
  scored: ScoredImages,
  compared?: Readonly<Record<string, Calibration>>,
): LineChart {
  const { probabilities, truth } = scored;
  const { confidence } = topLabels(probabilities, truth, COUNT);
  const histogram = new Array<number>(CONFIDENCE_PARTS).fill(0);
  for (const value of confidence) {
    const part = Math.min(CONFIDENCE_PARTS - 1, Math.floor(value * CONFIDENCE_PARTS));
    histogram[part] = (histogram[part] ?? 0) + 1;
  }
  const shown = compared ?? { "as given": calibration(probabilities, truth, COUNT) };
  return {
    title: "Reliability, bins of equal mass (bars: images)",
    x: "confidence = probability of the predicted class",
    y: "share right",
    range: UNIT,
    xRange: UNIT,
    hasDiagonal: true,
    histogram,
    series: Object.entries(shown).map(
      ([name, { bins }]): Series => ({
        name,
        drawn: "marks",
        points: bins.map((bin) => [bin.confidence, bin.accuracy]),
        bounds: bins.map(({ low, high }) => [low, high]),
        hints: bins.map(
          ({ count, confidence: sure, accuracy, low, high }) =>
            `${name}: confidence ${sure.toFixed(3)}, right ${accuracy.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)}), ${count} images`,
        ),
      }),
    ),
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
  areas: readonly Area[],
): Series[] {
  return CLASSES.map((name, index) => ({
    name: `${name} ${areaText(areas[index])}`,
    points: pointsOf(index).flatMap(([x = Number.NaN, y = Number.NaN]) =>
      Number.isFinite(x) && Number.isFinite(y) ? [[x, y] as const] : [],
    ),
  })).filter(({ points }) => points.length > 1);
}

function areasOf(
  { probabilities, truth }: ScoredImages,
  area: (scores: ArrayLike<number>, isPositive: ArrayLike<boolean>) => number,
): Area[] {
  return CLASSES.map((_, index) => {
    const { scores, isPositive } = classColumn(probabilities, truth, COUNT, index);
    return { value: area(scores, isPositive) };
  });
}

function areaText({ value, low, high }: Area = { value: Number.NaN }): string {
  const isKnown = low !== undefined && high !== undefined && !Number.isNaN(low + high);
  const text = Number.isNaN(value) ? "–" : value.toFixed(3);
  return isKnown ? `${text} (${low.toFixed(3)}–${high.toFixed(3)})` : text;
}
