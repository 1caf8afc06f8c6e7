// The numbers of a run's predictions with their intervals, by the statistics that the reports use.
import {
  bootstrapMany,
  calibration,
  classColumn,
  classifierMeasures,
  confusionMatrix,
  delongArea,
  selectiveAccuracy,
  topLabels,
  wilsonInterval,
} from "@pleura/data";
import { coverageChart, type LineChart, reliabilityChart, rocChart } from "@pleura/pictures";
import type { PatientPredictions } from "./predictions.ts";

/** A number with its 95 % interval; NaN bounds where none is made. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What is measured of a class against the rest. */
export const CLASS_MEASURES = ["sensitivity", "specificity", "precision", "f1", "auroc"] as const;

/** A measure of a class. */
export type ClassMeasure = (typeof CLASS_MEASURES)[number];

/** The judgement of a run's predictions for one split. */
export interface Judgement {
  readonly classes: readonly string[];
  /** Films with a known label, and their patients. */
  readonly n: number;
  readonly patients: number;
  /** Films whose patient is not known; each counts as a patient of its own. */
  readonly withoutPatient: number;
  /** Films that have none, which nothing here counts. */
  readonly unlabelled: number;
  /** Bootstrap resamplings of the intervals; 0 when there are too many films for any. */
  readonly draws: number;
  readonly accuracy: Estimate;
  /** Wilson's interval counts films as independent, and does not collapse when all are right. */
  readonly wilson: Estimate;
  readonly brier: Estimate;
  readonly nll: Estimate;
  readonly macroAuroc: Estimate;
  readonly perClass: readonly Readonly<Record<ClassMeasure, Estimate> & { support: number }>[];
  /** Rows = truth, columns = prediction. */
  readonly confusion: readonly (readonly number[])[];
  readonly ece: number;
  readonly roc: LineChart;
  readonly reliability: LineChart;
  readonly coverage: LineChart;
}

/** As in the reports. */
const MOST_DRAWS = 2000;

/** Films times draws that take about 20 s in a worker; below a hundred draws an interval is a guess. */
const MOST_WORK = 2e7;
const LEAST_DRAWS = 100;

/** Measures the films with a known label; 95 % percentile bootstrap over patients, seed 0. */
export function judgePredictions(all: PatientPredictions): Judgement {
  const { classes, patients, truth, predicted, probabilities, unlabelled } = labelled(all);
  const count = classes.length;
  const n = truth.length;
  const most = Math.floor(MOST_WORK / Math.max(1, n));
  const draws = most < LEAST_DRAWS ? 0 : Math.min(MOST_DRAWS, most);
  const measure = classifierMeasures(truth, predicted, probabilities, count);
  const drawn = bootstrapMany(
    (weights) => {
      const found = measure(weights);
      const values: Record<string, number> = {
        accuracy: found.accuracy,
        brier: found.brier,
        nll: found.nll,
        macroAuroc: found.auroc.macro,
      };
      for (const [index, one] of found.perClass.entries()) {
        values[`${index}.sensitivity`] = one.sensitivity;
        values[`${index}.specificity`] = one.specificity;
        values[`${index}.precision`] = one.precision;
        values[`${index}.f1`] = one.f1;
      }
      return values;
    },
    { patients, seed: 0, draws },
  );
  const estimate = (name: string): Estimate => {
    const { value = Number.NaN, low = Number.NaN, high = Number.NaN } = drawn[name] ?? {};
    return { value, low, high };
  };
  const scored = { probabilities, truth };
  const given = calibration(probabilities, truth, count);
  const areas = classes.map((_, index) => {
    const { scores, isPositive } = classColumn(probabilities, truth, count, index);
    const { value, low, high } = delongArea(scores, isPositive, patients);
    return { value, low, high };
  });
  const right = truth.filter((label, row) => label === predicted[row]).length;
  return {
    classes,
    n,
    patients: new Set(patients).size,
    withoutPatient: patients.filter((key) => key.startsWith("file:")).length,
    unlabelled,
    draws,
    accuracy: estimate("accuracy"),
    wilson: wilsonInterval(right, n),
    brier: estimate("brier"),
    nll: estimate("nll"),
    macroAuroc: estimate("macroAuroc"),
    perClass: areas.map((auroc, index) => ({
      sensitivity: estimate(`${index}.sensitivity`),
      specificity: estimate(`${index}.specificity`),
      precision: estimate(`${index}.precision`),
      f1: estimate(`${index}.f1`),
      auroc,
      support: truth.filter((label) => label === index).length,
    })),
    confusion: confusionMatrix(truth, predicted, count),
    ece: given.ece,
    roc: rocChart(scored, areas),
    reliability: reliabilityChart(scored, { "as given": given }),
    coverage: coverageChart(selectiveAccuracy(topLabels(probabilities, truth, count))),
  };
}

/** The films with a known label. */
function labelled(all: PatientPredictions) {
  const { classes, truth, predicted, probabilities, patients } = all;
  const rows = Array.from(truth.keys()).filter((row) => (truth[row] as number) >= 0);
  const values = new Float64Array(rows.length * classes.length);
  for (const [place, row] of rows.entries()) {
    values.set(
      probabilities.subarray(row * classes.length, (row + 1) * classes.length),
      place * classes.length,
    );
  }
  return {
    classes,
    unlabelled: truth.length - rows.length,
    truth: rows.map((row) => truth[row] as number),
    predicted: rows.map((row) => predicted[row] as number),
    patients: rows.map((row) => patients[row] ?? ""),
    probabilities: values,
  };
}
