// The measures of one model by name, for any resampling of its images.
import { CLASSES, type ClassName, classifierMeasures, type SampleWeights } from "@pleura/data";
import { predictedClasses } from "../inference/class-scores.ts";
import type { Predictions } from "../inference/predictions.ts";

/** Ratios of a confusion matrix that each class has. */
export const RATIOS = ["precision", "sensitivity", "specificity", "f1"] as const;
const AREAS = ["auroc", "auprc"] as const;

/** Measures that each class has against the rest; `auprc` is average precision. */
export const CLASS_MEASURES = [...RATIOS, ...AREAS] as const;

/** Name of a measure that each class has. */
export type ClassMeasure = (typeof CLASS_MEASURES)[number];

/** Name of a measure, such as `accuracy`, `macro.f1` or `covid19.auroc`. */
export type MeasureName = "accuracy" | "brier" | "nll" | `${ClassName | "macro"}.${ClassMeasure}`;

/** All measures of a model; NaN where the images cannot tell one. */
export type Measures = Readonly<Record<MeasureName, number>>;

/** Sorts the scores once; then measures any draw of the images, each as often as its weight says. */
export function modelMeasures({
  truth,
  probabilities,
}: Predictions): (weights: SampleWeights) => Measures {
  const predicted = predictedClasses(probabilities);
  const measure = classifierMeasures(truth, predicted, probabilities, CLASSES.length);
  return (weights) => {
    const found = measure(weights);
    const values: Record<string, number> = {
      accuracy: found.accuracy,
      brier: found.brier,
      nll: found.nll,
    };
    for (const name of RATIOS) {
      values[`macro.${name}`] = found.macro[name];
      for (const [index, one] of found.perClass.entries())
        values[`${CLASSES[index]}.${name}`] = one[name];
    }
    for (const name of AREAS) {
      values[`macro.${name}`] = found[name].macro;
      for (const [index, area] of found[name].perClass.entries())
        values[`${CLASSES[index]}.${name}`] = area;
    }
    return values as Measures;
  };
}
