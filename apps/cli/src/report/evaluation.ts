// All numbers of an evaluation, each with its interval, put together from the data package's statistics.
import {
  type BootstrapInterval,
  bootstrapMany,
  type Calibration,
  CLASSES,
  type ClassName,
  calibration,
  classColumn,
  confusionMatrix,
  delongArea,
  type SelectiveAccuracy,
  type SubgroupResult,
  selectiveAccuracy,
  subgroupResults,
  topLabels,
  wilsonInterval,
} from "@pleura/data";
import { predictedClasses } from "../inference/class-scores.ts";
import type { Predictions } from "../inference/predictions.ts";
import { CLASS_MEASURES, type ClassMeasure, modelMeasures } from "./model-measures.ts";
import { type PerClass, perClass } from "./per-class.ts";
import { type ValidatedResult, validatedResult } from "./validated-result.ts";

/** Ratios of one class, each with its interval. */
export interface ClassResult {
  readonly precision: BootstrapInterval;
  readonly sensitivity: BootstrapInterval;
  readonly specificity: BootstrapInterval;
  readonly f1: BootstrapInterval;
  /** Beside the bootstrap DeLong's normal interval, which says nothing at an area of 1. */
  readonly auroc: BootstrapInterval & {
    readonly delong: { readonly low: number; readonly high: number };
  };
  /** Average precision; chance level is the class's share of the images. */
  readonly auprc: BootstrapInterval;
  readonly support: number;
}

/** Means over the classes where a ratio is defined. */
export type MacroResult = Readonly<Record<ClassMeasure, BootstrapInterval>>;

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
  readonly macro: MacroResult;
  readonly perSource: readonly SubgroupResult[];
  readonly perView: readonly SubgroupResult[];
  readonly perSex: readonly SubgroupResult[];
  readonly calibration: Calibration;
  readonly brier: BootstrapInterval;
  readonly nll: BootstrapInterval;
  /** Accuracy when the model answers only where its likeliest class is likely enough. */
  readonly selective: SelectiveAccuracy;
  /** What validation predictions add: temperature and thresholds; absent without them. */
  readonly validated?: ValidatedResult;
  /** Rows = truth, columns = prediction. */
  readonly confusion: readonly (readonly number[])[];
}

/** How to evaluate. */
export interface EvaluationOptions {
  readonly seed: number;
  /** Number of resamplings. */
  readonly draws: number;
  /** Predictions of the same model for its validation images; temperature and thresholds come from them. */
  readonly validation?: Predictions | undefined;
}

const COUNT = CLASSES.length;
/**
 * Evaluates predictions with 95 % percentile bootstrap intervals over patients.
 *
 * Pure: equal predictions and options give equal numbers. See docs/statistics.md for every formula.
 *
 * @throws {RangeError} when a truth is no class
 */
export function evaluatePredictions(found: Predictions, options: EvaluationOptions): Evaluation {
  const { truth, probabilities, patients } = found;
  const predicted = predictedClasses(probabilities);
  const confusion = confusionMatrix(truth, predicted, COUNT);
  const { seed, draws, validation } = options;
  const drawn = bootstrapMany(modelMeasures(found), { patients, seed, draws });
  const classResult = (index: number): ClassResult => {
    const { scores, isPositive } = classColumn(probabilities, truth, COUNT, index);
    const { low, high } = delongArea(scores, isPositive, patients);
    const read = (name: ClassMeasure) => drawn[`${CLASSES[index] as ClassName}.${name}`];
    return {
      precision: read("precision"),
      sensitivity: read("sensitivity"),
      specificity: read("specificity"),
      f1: read("f1"),
      auroc: { ...read("auroc"), delong: { low, high } },
      auprc: read("auprc"),
      support: truth.filter((label) => label === index).length,
    };
  };
  const right = truth.filter((label, row) => label === predicted[row]).length;
  const { low, high } = wilsonInterval(right, truth.length);
  const byGroup = (groups: readonly string[]) =>
    subgroupResults(groups, { truth, predicted, patients }, COUNT);
  return {
    n: truth.length,
    patients: new Set(patients).size,
    withoutPatient: patients.filter((key) => key.startsWith("file:")).length,
    accuracy: { ...drawn.accuracy, wilson: { low, high } },
    perClass: perClass(classResult),
    macro: Object.fromEntries(
      CLASS_MEASURES.map((name) => [name, drawn[`macro.${name}`]]),
    ) as unknown as MacroResult,
    perSource: byGroup(found.sources),
    perView: byGroup(found.views),
    perSex: byGroup(found.sexes),
    calibration: calibration(probabilities, truth, COUNT),
    brier: drawn.brier,
    nll: drawn.nll,
    selective: selectiveAccuracy(topLabels(probabilities, truth, COUNT)),
    ...(validation && { validated: validatedResult(found, validation, options) }),
    confusion,
  };
}

/** The line that scripts read. */
export function evaluationLine({ n, accuracy, perClass: classes, macro, ...rest }: Evaluation) {
  const { value, low, high } = accuracy;
  return {
    n,
    accuracy: { value, low, high },
    auroc: {
      ...perClass((index) => classes[CLASSES[index] as ClassName].auroc.value),
      macro: macro.auroc.value,
    },
    perSource: Object.fromEntries(
      rest.perSource.map((one) => [one.group, { n: one.n, accuracy: one.accuracy.value }]),
    ),
    confusion: rest.confusion,
  };
}
