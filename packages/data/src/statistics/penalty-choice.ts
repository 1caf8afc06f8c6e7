// A softmax regression whose penalty is chosen on validation rows.

import { fitSoftmaxRegression, predictSoftmax } from "./softmax-regression.ts";
import { type FeatureRows, measureColumns, standardise } from "./standardise.ts";

/** Rows with their class numbers. */
export interface LabelledRows {
  readonly rows: FeatureRows;
  readonly labels: readonly number[];
}

/** What to fit and choose. */
export interface PenaltyChoiceOptions {
  readonly classes: number;
  readonly training: LabelledRows;
  /** Rows that choose the penalty; {@link USUAL_PENALTY} without any. */
  readonly validation: LabelledRows;
}

/** A classifier on features. */
export interface FeatureClassifier {
  /** The chosen penalty. */
  readonly penalty: number;
  /** True when validation rows chose it. */
  readonly isChosen: boolean;
  /** Probabilities `[n, classes]`. */
  predict(rows: FeatureRows): Float64Array;
}

/** Penalties that are tried: from hardly any to one that leaves little but the shares of the classes. */
export const PENALTIES = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10] as const;

/** The penalty where nothing can choose: the middle of {@link PENALTIES}. */
export const USUAL_PENALTY = 1e-2;

/**
 * Fits a balanced softmax regression on standardised features for each penalty and keeps the one
 * with the least validation loss, −ln p averaged within each class and then over classes; of equal
 * ones the stronger. Means and deviations come from the training rows.
 *
 * @throws {RangeError} as {@link fitSoftmaxRegression}
 */
export function fitWithChosenPenalty({
  classes,
  training,
  validation,
}: PenaltyChoiceOptions): FeatureClassifier {
  const columns = measureColumns(training.rows);
  const scaled = standardise(training.rows, columns);
  const fit = (penalty: number) =>
    fitSoftmaxRegression(scaled, { labels: training.labels, classes, penalty, isBalanced: true });
  const isChosen = validation.labels.length > 0;
  const checked = standardise(validation.rows, columns);
  let best = { penalty: USUAL_PENALTY, loss: Number.POSITIVE_INFINITY };
  let model = isChosen ? undefined : fit(USUAL_PENALTY);
  for (const penalty of isChosen ? PENALTIES.toReversed() : []) {
    const tried = fit(penalty);
    const loss = balancedLoss(predictSoftmax(tried, checked), validation.labels, classes);
    if (model !== undefined && !(loss < best.loss)) continue;
    best = { penalty, loss };
    model = tried;
  }
  const chosen = model ?? fit(USUAL_PENALTY);
  return {
    penalty: best.penalty,
    isChosen,
    predict: (rows) => predictSoftmax(chosen, standardise(rows, columns)),
  };
}

/** Mean over the classes that occur of their mean −ln p; probabilities below 1e-12 count as 1e-12. */
function balancedLoss(
  probabilities: Float64Array,
  labels: readonly number[],
  classes: number,
): number {
  const sums = new Float64Array(classes);
  const counts = new Float64Array(classes);
  for (const [row, label] of labels.entries()) {
    const share = probabilities[row * classes + label] as number;
    sums[label] = (sums[label] as number) - Math.log(Math.max(share, 1e-12));
    counts[label] = (counts[label] as number) + 1;
  }
  const means = [...sums].flatMap((sum, label) => {
    const count = counts[label] as number;
    return count === 0 ? [] : [sum / count];
  });
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}
