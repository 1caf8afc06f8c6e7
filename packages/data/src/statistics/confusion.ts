// The confusion matrix and the ratios read from it.

/**
 * Counts of truth (rows) against prediction (columns).
 *
 * @param truth class numbers, 0 … classes − 1
 * @param predicted class numbers, as many as `truth`
 * @throws {RangeError} when the lengths differ or a number is no class
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  if (truth.length !== predicted.length)
    throw new RangeError(
      `confusion matrix: every truth needs a prediction, but there are ${truth.length} truths and` +
        ` ${predicted.length} predictions. Give two lists of one length.`,
    );
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let sample = 0; sample < truth.length; sample += 1) {
    const row = matrix[truth[sample] as number];
    const column = predicted[sample] as number;
    if (row?.[column] === undefined)
      throw new RangeError(
        `confusion matrix: classes must be 0 to ${classes - 1}, but sample ${sample} has truth` +
          ` ${truth[sample]} and prediction ${column}. Leave unlabelled images out.`,
      );
    row[column] += 1;
  }
  return matrix;
}

/** Ratios of one class against the rest; a ratio of 0/0 is NaN (null in JSON). */
export interface ClassMetrics {
  /** TP / (TP + FP); NaN when the class is never predicted. */
  readonly precision: number;
  /** TP / (TP + FN), also called recall; NaN when the class never occurs. */
  readonly sensitivity: number;
  /** TN / (TN + FP); NaN when no other class occurs. */
  readonly specificity: number;
  /** 2TP / (2TP + FP + FN); NaN when the class neither occurs nor is predicted. */
  readonly f1: number;
  /** Number of true samples of the class. */
  readonly support: number;
}

/** All ratios of a confusion matrix. */
export interface ConfusionMetrics {
  /** Share of right predictions; NaN without samples. */
  readonly accuracy: number;
  readonly perClass: readonly ClassMetrics[];
  /** Unweighted means over the classes whose ratio is defined; `support` is the sum. */
  readonly macro: ClassMetrics;
}

/** Accuracy, per-class and macro ratios of a matrix with truth in rows. */
export function confusionMetrics(matrix: readonly (readonly number[])[]): ConfusionMetrics {
  const total = matrix.reduce((sum, row) => sum + add(row), 0);
  const perClass = matrix.map((row, index): ClassMetrics => {
    const hits = row[index] ?? 0;
    const support = add(row);
    const predicted = add(matrix.map((line) => line[index] ?? 0));
    return {
      precision: hits / predicted,
      sensitivity: hits / support,
      specificity: (total - support - predicted + hits) / (total - support),
      f1: (2 * hits) / (support + predicted),
      support,
    };
  });
  const mean = (name: keyof ClassMetrics): number => meanOfDefined(perClass.map((m) => m[name]));
  return {
    accuracy: add(matrix.map((row, index) => row[index] ?? 0)) / total,
    perClass,
    macro: {
      precision: mean("precision"),
      sensitivity: mean("sensitivity"),
      specificity: mean("specificity"),
      f1: mean("f1"),
      support: total,
    },
  };
}

/** Mean of the values that are not NaN; NaN when there are none. */
export function meanOfDefined(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return add(defined) / defined.length;
}

function add(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
