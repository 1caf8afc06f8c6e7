// The numbers of a study's table, as functions of one set of predictions, and their means over seeds with intervals.
import {
  type BootstrapInterval,
  CLASSES,
  confusionMatrix,
  confusionMetrics,
  oneVsRestAuroc,
  patientBootstrap,
} from "@pleura/data";
import { predictedClasses } from "../inference/class-scores.ts";
import type { Predictions } from "../inference/predictions.ts";

const COUNT = CLASSES.length;

/** Names of the numbers: `accuracy`, `macroF1`, `auroc.covid19` and so on. */
export type MetricValues = Readonly<Record<string, number>>;

/** A number of an arm: its mean over the seeds, their spread, and an interval over patients. */
export interface SeedMean {
  readonly mean: number;
  /** Sample standard deviation over the seeds; NaN with one. */
  readonly sd: number;
  /** 95 % percentile bootstrap over patients of the mean over the seeds. */
  readonly low: number;
  readonly high: number;
  readonly perSeed: readonly number[];
}

/**
 * All numbers of one model for samples of its films, which may repeat.
 *
 * Macro means are over the classes where a number is defined.
 */
export function metricsOf(
  { truth, probabilities }: Pick<Predictions, "truth" | "probabilities">,
  predicted: readonly number[],
  samples: Uint32Array,
): MetricValues {
  const labels = Array.from(samples, (sample) => truth[sample] as number);
  const found = Array.from(samples, (sample) => predicted[sample] as number);
  const scores = new Float64Array(samples.length * COUNT);
  samples.forEach((sample, row) => {
    scores.set(probabilities.subarray(sample * COUNT, (sample + 1) * COUNT), row * COUNT);
  });
  const { accuracy, macro } = confusionMetrics(confusionMatrix(labels, found, COUNT));
  const areas = oneVsRestAuroc(scores, labels, COUNT);
  return {
    accuracy,
    macroPrecision: macro.precision,
    macroSensitivity: macro.sensitivity,
    macroSpecificity: macro.specificity,
    macroF1: macro.f1,
    macroAuroc: areas.macro,
    ...Object.fromEntries(
      CLASSES.map((name, index) => [`auroc.${name}`, areas.perClass[index] ?? Number.NaN]),
    ),
  };
}

/**
 * The numbers of an arm: models that differ by their seed, asked about the same films.
 *
 * Every draw of patients is the same for all seeds and numbers.
 */
export function seedMeans(
  models: readonly Predictions[],
  options: { readonly seed: number; readonly draws: number },
): Readonly<Record<string, SeedMean>> {
  const [first] = models;
  if (first === undefined) return {};
  const predicted = models.map(({ probabilities }) => predictedClasses(probabilities));
  const measureAll = (samples: Uint32Array): MetricValues[] =>
    models.map((model, index) => metricsOf(model, predicted[index] ?? [], samples));
  const measured: MetricValues[][] = [];
  const whole = measureAll(Uint32Array.from(first.truth.keys()));
  const names = Object.keys(whole[0] ?? {});
  return Object.fromEntries(
    names.map((name) => {
      let draw = 0;
      const statistic = (samples: Uint32Array): number => {
        measured[draw] ??= measureAll(samples);
        draw += 1;
        return meanOf((measured[draw - 1] ?? []).map((values) => values[name] ?? Number.NaN));
      };
      const { low, high }: BootstrapInterval = patientBootstrap(statistic, {
        patients: first.patients,
        ...options,
      });
      const perSeed = whole.map((values) => values[name] ?? Number.NaN);
      return [name, { mean: meanOf(perSeed), sd: deviation(perSeed), low, high, perSeed }];
    }),
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
