// The numbers of a study's row: means over seeds, their spread, and intervals over patients.
import {
  bootstrapMany,
  CLASSES,
  calibration,
  fitTemperature,
  spreadOf,
  temperedProbabilities,
} from "@pleura/data";
import type { Predictions } from "../inference/predictions.ts";
import { meanMeasures } from "../report/arm-comparison.ts";
import { type MeasureName, modelMeasures } from "../report/model-measures.ts";

const COUNT = CLASSES.length;

/** Names of a row's numbers: the measures of a model, and what its calibration needs validation for. */
export type MetricName = MeasureName | "ece" | "eceTempered" | "temperature";

/** A number of a row: its mean over the seeds, their spread, and an interval over patients. */
export interface SeedMean {
  readonly mean: number;
  /** Sample standard deviation over the seeds; NaN with one. */
  readonly sd: number;
  /** 95 % percentile bootstrap over patients of the mean over the seeds; NaN where none is made. */
  readonly low: number;
  readonly high: number;
  readonly perSeed: readonly number[];
}

/** A model's predictions for the test films, and for the validation films that its temperature comes from. */
export interface JudgedModel {
  readonly validation: Predictions;
  readonly test: Predictions;
}

/**
 * The numbers of models that differ by their seed only, asked about the same films.
 *
 * Every draw of patients is the same for all seeds and numbers. Expected calibration errors have no interval: the
 * bootstrap of a binned error is biased upwards.
 */
export function seedMeans(
  models: readonly JudgedModel[],
  options: { readonly seed: number; readonly draws: number },
): Readonly<Record<MetricName, SeedMean>> {
  const [first] = models;
  if (first === undefined) throw new TypeError("internal: a row must have a model");
  const measures = models.map(({ test }) => modelMeasures(test));
  const drawn = bootstrapMany((weights) => meanMeasures(measures, weights), {
    patients: first.test.patients,
    ...options,
  });
  const all = new Uint32Array(first.test.truth.length).fill(1);
  const whole = measures.map((measure) => measure(all));
  const resampled = (Object.keys(drawn) as MeasureName[]).map((name) => {
    const { low, high } = drawn[name];
    const perSeed = whole.map((values) => values[name]);
    return [name, seedMean(perSeed, low, high)] as const;
  });
  const errors = models.map(calibrationErrors);
  const binned = (["ece", "eceTempered", "temperature"] as const).map(
    (name) => [name, seedMean(errors.map((one) => one[name]))] as const,
  );
  return Object.fromEntries([...resampled, ...binned]) as Record<MetricName, SeedMean>;
}

function seedMean(perSeed: readonly number[], low = Number.NaN, high = Number.NaN): SeedMean {
  const { mean, sd } = spreadOf(perSeed);
  return { mean, sd, low, high, perSeed };
}

/** Expected calibration error of the likeliest class, as it is and with the temperature from validation. */
function calibrationErrors({ validation, test }: JudgedModel) {
  const { temperature } = fitTemperature(validation.logits, validation.truth, COUNT);
  const tempered = temperedProbabilities(test.logits, COUNT, temperature);
  return {
    temperature,
    ece: calibration(test.probabilities, test.truth, COUNT).ece,
    eceTempered: calibration(tempered, test.truth, COUNT).ece,
  };
}
