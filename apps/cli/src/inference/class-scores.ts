// Scores of the three classes: probabilities, the best class, and the refusal of what is no number.
import { CLASSES } from "@pleura/data";
import { classCount, softmaxOf } from "@pleura/models";
import { CliError } from "../cli-error.ts";

/** Probabilities `[n, classes]` of logits. */
export function softmaxRows(logits: Float32Array): Float64Array {
  const result = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classCount) {
    result.set(softmaxOf(logits.subarray(start, start + classCount)), start);
  }
  return result;
}

/** Class with the largest score of each row; the first of equal ones. The scores must be finite. */
export function predictedClasses(
  scores: ArrayLike<number>,
  classes: number = classCount,
): number[] {
  return Array.from({ length: scores.length / classes }, (_, row) => {
    let best = 0;
    for (let index = 1; index < classes; index += 1) {
      const at = row * classes;
      if ((scores[at + index] as number) > (scores[at + best] as number)) best = index;
    }
    return best;
  });
}

/** Probabilities, logits and the predicted class of one image. */
export function describePrediction(logits: Float32Array) {
  const shares = softmaxRows(logits);
  const [best = 0] = predictedClasses(logits);
  return {
    probabilities: Object.fromEntries(
      CLASSES.map((name, index) => [name, shares[index] as number]),
    ) as Record<(typeof CLASSES)[number], number>,
    logits: [...logits],
    predicted: CLASSES[best] ?? "",
  };
}

/**
 * Passes numbers that a model made of a file; NaN would otherwise look like the first class.
 *
 * @throws {CliError} tag `non-finite` naming the file
 */
export function requireFinite(values: ArrayLike<number>, file: string): void {
  const bad = Array.prototype.find.call(values, (value: number) => !Number.isFinite(value));
  if (bad === undefined) return;
  throw new CliError(
    "non-finite",
    `classify "${file}": the model's scores must be finite, but one is ${bad}. Train the model again, or give another --model.`,
  );
}
