// What an audit says: one line beside the headline, with intervals.
import { type BootstrapInterval, bootstrapMany, classifierMeasures } from "@pleura/data";
import { predictedClasses } from "../inference/class-scores.ts";

/** How an audit's numbers came about. */
export type AuditKind =
  /** The model itself on its own films. */
  | "headline"
  /** The headline's network on altered films, as it is. */
  | "shown"
  /** A network that was trained and tested on altered films. */
  | "trained"
  /** A logistic regression on numbers that are no image. */
  | "small-model"
  /** A logistic regression that names the source instead of the class. */
  | "source";

/** One audit. NaN marks what the images cannot tell (null in JSON). */
export interface AuditResult {
  /** Name that scripts may rely on, such as `shown-ring`. */
  readonly name: string;
  readonly kind: AuditKind;
  readonly question: string;
  /** Test images that were asked about, and their patients. */
  readonly n: number;
  readonly patients: number;
  /** Number of things that were told apart: classes or sources. */
  readonly classes: number;
  readonly accuracy: BootstrapInterval;
  /** Mean of the sensitivities of the classes that occur. */
  readonly balancedAccuracy: BootstrapInterval;
  /** Mean one-vs-rest area over the classes that occur; 0.5 says nothing. */
  readonly macroAuroc: BootstrapInterval;
  /** Accuracy of always naming what is most frequent in training. */
  readonly chance: number;
  /** Macro AUROC of the headline minus this one's, on the same draws of patients; only where both tell the classes. */
  readonly behindHeadline?: BootstrapInterval;
  readonly note: string;
}

/** Predictions of a test set, of classes or of anything else that is numbered. */
export interface ScoredTest {
  readonly truth: readonly number[];
  /** `[n, classes]`, rows sum to 1. */
  readonly probabilities: Float64Array;
  readonly patients: readonly string[];
  readonly classes: number;
}

/** How intervals are drawn. */
export interface DrawOptions {
  readonly seed: number;
  /** Number of resamplings. */
  readonly draws: number;
}

/** What an audit is called and asks. */
export type AuditTitle = Pick<AuditResult, "name" | "kind" | "question" | "note">;

/**
 * Measures an audit with 95 % bootstrap intervals over patients.
 *
 * @param usual number of the class that is most frequent in training
 * @param headline the headline's predictions of the same images; absent where the question is another
 */
export function auditResult(
  title: AuditTitle,
  test: ScoredTest,
  usual: number,
  options: DrawOptions,
  headline?: ScoredTest,
): AuditResult {
  const { truth, patients } = test;
  const measureTest = measuresOf(test);
  const measureHeadline = headline && measuresOf(headline);
  const found = bootstrapMany(
    (weights) => {
      const { accuracy, macro, auroc } = measureTest(weights);
      const behind = measureHeadline
        ? measureHeadline(weights).auroc.macro - auroc.macro
        : Number.NaN;
      return { accuracy, balancedAccuracy: macro.sensitivity, macroAuroc: auroc.macro, behind };
    },
    { patients, ...options },
  );
  const { behind, ...rest } = found;
  return {
    ...title,
    n: truth.length,
    patients: new Set(patients).size,
    classes: test.classes,
    ...rest,
    chance: truth.filter((label) => label === usual).length / truth.length,
    ...(headline && { behindHeadline: behind }),
  };
}

/** What measures draws of a test set. */
export function measuresOf({ truth, probabilities, classes }: ScoredTest) {
  const predicted = predictedClasses(probabilities, classes);
  return classifierMeasures(truth, predicted, probabilities, classes);
}

/** The number that occurs most often; the first of equal ones. */
export function mostFrequent(labels: readonly number[], classes: number): number {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts.indexOf(Math.max(...counts));
}
