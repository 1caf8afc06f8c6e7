// All numbers of an evaluation, each with its interval, put together from the data package's statistics.
import {
  type BootstrapInterval,
  type Calibration,
  CLASSES,
  type ClassName,
  type ConfusionMetrics,
  calibration,
  confusionMatrix,
  confusionMetrics,
  type OneVsRestAuroc,
  oneVsRestAuroc,
  patientBootstrap,
  perSource,
  type SourceResult,
  wilsonInterval,
} from "@pleura/data";
import { predictedClasses } from "../inference/class-scores.ts";
import type { Predictions } from "../inference/predict-rows.ts";

/** A number for each class. */
export type PerClass<T> = Readonly<Record<ClassName, T>>;

/** Ratios of one class, each with its interval. */
export interface ClassResult {
  readonly precision: BootstrapInterval;
  readonly sensitivity: BootstrapInterval;
  readonly specificity: BootstrapInterval;
  readonly f1: BootstrapInterval;
  readonly auroc: BootstrapInterval;
  readonly support: number;
}

/** Results of an evaluation. NaN marks what the images cannot tell (null in JSON). */
export interface Evaluation {
  readonly n: number;
  readonly patients: number;
  /** Images whose patient the manifest does not give; each counts as a patient of its own. */
  readonly withoutPatient: number;
  /** Wilson's interval counts images as independent; it does not collapse when all are right. */
  readonly accuracy: BootstrapInterval & {
    readonly wilson: { readonly low: number; readonly high: number };
  };
  readonly perClass: PerClass<ClassResult>;
  readonly macro: Omit<ClassResult, "support">;
  readonly perSource: readonly SourceResult[];
  readonly calibration: Calibration;
  /** Rows = truth, columns = prediction. */
  readonly confusion: readonly (readonly number[])[];
}

/** All numbers of one draw of patients. */
type DrawMetrics = ConfusionMetrics & { readonly auroc: OneVsRestAuroc };

const COUNT = CLASSES.length;
const RATIOS = ["precision", "sensitivity", "specificity", "f1"] as const;

/**
 * Evaluates predictions with 95 % percentile bootstrap intervals over patients.
 *
 * @param draws number of resamplings
 */
export function evaluatePredictions(
  found: Predictions,
  options: { readonly seed: number; readonly draws: number },
): Evaluation {
  const { truth, probabilities, sources, patients } = found;
  const predicted = predictedClasses(probabilities);
  const confusion = confusionMatrix(truth, predicted, COUNT);
  // Every bootstrap draws the same patients in the same order, so each draw is measured once.
  const measured: DrawMetrics[] = [];
  const measure = (samples: Uint32Array): DrawMetrics => {
    const labels = pick(truth, samples);
    return {
      ...confusionMetrics(confusionMatrix(labels, pick(predicted, samples), COUNT)),
      auroc: oneVsRestAuroc(pickRows(probabilities, samples), labels, COUNT),
    };
  };
  const bootstrap = (read: (metrics: DrawMetrics) => number): BootstrapInterval => {
    let draw = 0;
    const statistic = (samples: Uint32Array): number => {
      measured[draw] ??= measure(samples);
      draw += 1;
      return read(measured[draw - 1] as DrawMetrics);
    };
    return patientBootstrap(statistic, { patients, ...options });
  };
  const classResult = (index: number): ClassResult => {
    const ratio = (name: (typeof RATIOS)[number]): BootstrapInterval =>
      bootstrap(({ perClass }) => perClass[index]?.[name] ?? Number.NaN);
    return {
      precision: ratio("precision"),
      sensitivity: ratio("sensitivity"),
      specificity: ratio("specificity"),
      f1: ratio("f1"),
      auroc: bootstrap(({ auroc }) => auroc.perClass[index] ?? Number.NaN),
      support: truth.filter((label) => label === index).length,
    };
  };
  const macroRatio = (name: (typeof RATIOS)[number]): BootstrapInterval =>
    bootstrap(({ macro }) => macro[name]);
  const right = truth.filter((label, row) => label === predicted[row]).length;
  const { low, high } = wilsonInterval(right, truth.length);
  return {
    n: truth.length,
    patients: new Set(patients).size,
    withoutPatient: patients.filter((key) => key.startsWith("file:")).length,
    accuracy: { ...bootstrap(({ accuracy }) => accuracy), wilson: { low, high } },
    perClass: Object.fromEntries(
      CLASSES.map((name, index) => [name, classResult(index)]),
    ) as unknown as PerClass<ClassResult>,
    macro: {
      precision: macroRatio("precision"),
      sensitivity: macroRatio("sensitivity"),
      specificity: macroRatio("specificity"),
      f1: macroRatio("f1"),
      auroc: bootstrap(({ auroc }) => auroc.macro),
    },
    perSource: perSource(sources, truth, predicted, COUNT),
    calibration: calibration(probabilities, truth, COUNT),
    confusion,
  };
}

/** The line that scripts read. */
export function evaluationLine({ n, accuracy, perClass, macro, ...rest }: Evaluation) {
  const { value, low, high } = accuracy;
  const areas = CLASSES.map((name) => [name, perClass[name].auroc.value]);
  return {
    n,
    accuracy: { value, low, high },
    auroc: { ...(Object.fromEntries(areas) as PerClass<number>), macro: macro.auroc.value },
    perSource: Object.fromEntries(
      rest.perSource.map((one) => [one.source, { n: one.n, accuracy: one.accuracy.value }]),
    ),
    confusion: rest.confusion,
  };
}

function pick(values: readonly number[], samples: Uint32Array): number[] {
  return Array.from(samples, (sample) => values[sample] as number);
}

function pickRows(values: Float64Array, samples: Uint32Array): Float64Array {
  const rows = new Float64Array(samples.length * COUNT);
  samples.forEach((sample, row) => {
    rows.set(values.subarray(sample * COUNT, (sample + 1) * COUNT), row * COUNT);
  });
  return rows;
}
