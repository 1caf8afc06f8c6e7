// The numbers of a study's row: means over seeds, their spread, and intervals over patients.
import {
  type BootstrapInterval,
  bootstrapMany,
  CLASSES,
  calibration,
  classifierMeasures,
  fitTemperature,
  spreadOf,
  temperedProbabilities,
} from "@pleura/data";
import { predictedClasses } from "../inference/class-scores.ts";
import type { Predictions } from "../inference/predictions.ts";

const COUNT = CLASSES.length;
const RATIOS = ["precision", "sensitivity", "specificity", "f1"] as const;
const AREAS = ["auroc", "auprc"] as const;

/** Names of a row's numbers: `accuracy`, `macro.f1`, `covid19.auroc`, `brier` and so on. */
export type MetricName = string;

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
  if (first === undefined) return {};
  const measures = models.map(({ test }) => namedMeasures(test));
  const drawn = bootstrapMany(
    (weights) => {
      const perSeed = measures.map((measure) => measure(weights));
      const names = Object.keys(perSeed[0] ?? {});
      return Object.fromEntries(
        names.map((name) => [
          name,
          spreadOf(perSeed.map((values) => values[name] ?? Number.NaN)).mean,
        ]),
      ) as Record<MetricName, number>;
    },
    { patients: first.test.patients, ...options },
  );
  const all = new Uint32Array(first.test.truth.length).fill(1);
  const whole = measures.map((measure) => measure(all));
  const resampled = Object.entries(drawn).map(
    ([name, { low, high }]: [string, BootstrapInterval]) => {
      const perSeed = whole.map((values) => values[name] ?? Number.NaN);
      return [name, seedMean(perSeed, low, high)] as const;
    },
  );
  const errors = models.map(calibrationErrors);
  const binned = (["ece", "eceTempered", "temperature"] as const).map(
    (name) => [name, seedMean(errors.map((one) => one[name]))] as const,
  );
  return Object.fromEntries([...resampled, ...binned]);
}

function seedMean(perSeed: readonly number[], low = Number.NaN, high = Number.NaN): SeedMean {
  const { mean, sd } = spreadOf(perSeed);
  return { mean, sd, low, high, perSeed };
}

/** What measures one model's draws, by name. */
function namedMeasures({ truth, probabilities }: Predictions) {
  const measure = classifierMeasures(truth, predictedClasses(probabilities), probabilities, COUNT);
  return (weights: Uint32Array): Record<MetricName, number> => {
    const found = measure(weights);
    const values: Record<MetricName, number> = {
      accuracy: found.accuracy,
      brier: found.brier,
      nll: found.nll,
    };
    for (const ratio of RATIOS) {
      values[`macro.${ratio}`] = found.macro[ratio];
      found.perClass.forEach((one, index) => {
        values[`${CLASSES[index]}.${ratio}`] = one[ratio];
      });
    }
    for (const area of AREAS) {
      values[`macro.${area}`] = found[area].macro;
      found[area].perClass.forEach((value, index) => {
        values[`${CLASSES[index]}.${area}`] = value;
      });
    }
    return values;
  };
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
