// Scores of one class against the rest in falling order, ties together: what every threshold measure starts from.

/** Samples from the highest score to the lowest. */
export interface RankedScores {
  readonly scores: ArrayLike<number>;
  /** Sample numbers by falling score. */
  readonly order: Uint32Array;
  /** For each group of equal scores, the place in `order` after its last sample. */
  readonly groupEnds: readonly number[];
}

/**
 * Sorts once, so that resampling only counts.
 *
 * @returns undefined when a score is NaN, which has no rank
 */
export function rankScores(scores: ArrayLike<number>): RankedScores | undefined {
  const order = Uint32Array.from({ length: scores.length }, (_, sample) => sample);
  for (const sample of order) if (Number.isNaN(scores[sample])) return undefined;
  // Two infinities of one sign have no difference, hence the comparison.
  order.sort((a, b) => {
    const [left, right] = [scores[a] as number, scores[b] as number];
    return left === right ? a - b : right > left ? 1 : -1;
  });
  const groupEnds: number[] = [];
  for (let place = 1; place <= order.length; place += 1)
    if (
      scores[order[place] as number] !== scores[order[place - 1] as number] ||
      place === order.length
    )
      groupEnds.push(place);
  return { scores, order, groupEnds };
}

/** How often each sample counts; each once when absent. */
export type SampleWeights = ArrayLike<number>;

/** Calls back for each group of equal scores, highest first, with its weighted positives and negatives. */
export function forEachGroup(
  ranked: RankedScores,
  isPositive: ArrayLike<boolean>,
  weights: SampleWeights | undefined,
  visit: (positives: number, negatives: number, score: number) => void,
): void {
  const { order, groupEnds, scores } = ranked;
  let place = 0;
  for (const end of groupEnds) {
    const score = scores[order[place] as number] as number;
    let positives = 0;
    let negatives = 0;
    for (; place < end; place += 1) {
      const sample = order[place] as number;
      const weight = weights === undefined ? 1 : (weights[sample] as number);
      if (isPositive[sample]) positives += weight;
      else negatives += weight;
    }
    visit(positives, negatives, score);
  }
}

/** Scores of one class and which samples are of it. */
export interface ClassColumn {
  readonly scores: Float64Array;
  readonly isPositive: readonly boolean[];
}

/**
 * One class against the rest.
 *
 * @param scores row-major `[n, classes]`
 * @param truth class numbers `[n]`
 */
export function classColumn(
  scores: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
  positiveClass: number,
): ClassColumn {
  return {
    scores: Float64Array.from(truth, (_, row) => scores[row * classes + positiveClass] as number),
    isPositive: Array.from(truth, (label) => label === positiveClass),
  };
}
