// What a model's validation images add to its evaluation: a temperature, and thresholds for given rates.
import {
  type BootstrapInterval,
  bootstrapMany,
  type Calibration,
  type ChosenThreshold,
  CLASSES,
  type ClassColumn,
  calibration,
  chooseThreshold,
  classColumn,
  fitTemperature,
  type Interval,
  type OperatingGoal,
  ratesAt,
  type TemperatureFit,
  type ThresholdRates,
  temperedProbabilities,
} from "@pleura/data";
import type { Predictions } from "../inference/predictions.ts";
import { type PerClass, perClass } from "./per-class.ts";

/** A rate on the evaluated images: bootstrap over patients, and Wilson's interval beside it. */
export type RateAtThreshold = BootstrapInterval & {
  readonly wilson: Pick<Interval, "low" | "high">;
};

/** A threshold from validation and what it gives on the evaluated images. */
export interface OperatingPoint {
  readonly goal: OperatingGoal;
  /** The threshold on the class's probability and its rates where it was chosen. */
  readonly chosen: ChosenThreshold;
  readonly sensitivity: RateAtThreshold;
  /** The specificity actually reached, which can miss the goal. */
  readonly specificity: RateAtThreshold;
}

/** Numbers that rest on validation images. */
export interface ValidatedResult {
  /** Validation images. */
  readonly n: number;
  readonly patients: number;
  readonly temperature: TemperatureFit;
  /** Calibration of the evaluated images after dividing logits by the temperature. */
  readonly calibration: Calibration;
  readonly operatingPoints: PerClass<readonly OperatingPoint[]>;
}

/** 90 and 95 % of either rate (issue 4, section 3; method.md 7.3). */
export const OPERATING_GOALS: readonly OperatingGoal[] = [
  { rate: "specificity", atLeast: 0.9 },
  { rate: "specificity", atLeast: 0.95 },
  { rate: "sensitivity", atLeast: 0.9 },
  { rate: "sensitivity", atLeast: 0.95 },
];

const COUNT = CLASSES.length;
const RATES = ["sensitivity", "specificity"] as const;

/** Fits on `validation` only, and measures on `found` with intervals over its patients. */
export function validatedResult(
  found: Predictions,
  validation: Predictions,
  { seed, draws }: { readonly seed: number; readonly draws: number },
): ValidatedResult {
  const temperature = fitTemperature(validation.logits, validation.truth, COUNT);
  const tempered = temperedProbabilities(found.logits, COUNT, temperature.temperature);
  const points = CLASSES.flatMap((_, index) => {
    const known = columnOf(validation, index);
    const column = columnOf(found, index);
    return OPERATING_GOALS.map((goal) => {
      const chosen = chooseThreshold(known.scores, known.isPositive, goal);
      const at = (weights?: Uint32Array): ThresholdRates =>
        ratesAt(column.scores, column.isPositive, chosen.threshold, weights);
      return { index, goal, chosen, at };
    });
  });
  const drawn = bootstrapMany(
    (weights) => {
      const values: Record<string, number> = {};
      for (const [place, { at }] of points.entries())
        for (const rate of RATES) values[`${place}.${rate}`] = at(weights)[rate].value;
      return values;
    },
    { patients: found.patients, seed, draws },
  );
  const results = points.map(({ index, goal, chosen, at }, place) => {
    const rate = (name: (typeof RATES)[number]): RateAtThreshold => {
      const { low, high } = at()[name];
      return { ...(drawn[`${place}.${name}`] as BootstrapInterval), wilson: { low, high } };
    };
    const point: OperatingPoint = {
      goal,
      chosen,
      sensitivity: rate("sensitivity"),
      specificity: rate("specificity"),
    };
    return { index, point };
  });
  return {
    n: validation.truth.length,
    patients: new Set(validation.patients).size,
    temperature,
    calibration: calibration(tempered, found.truth, COUNT),
    operatingPoints: perClass((index) =>
      results.filter((one) => one.index === index).map(({ point }) => point),
    ),
  };
}

function columnOf({ probabilities, truth }: Predictions, index: number): ClassColumn {
  return classColumn(probabilities, truth, COUNT, index);
}
