// Tells two arms of a study apart: models of several seeds that predicted the same images.
import {
  type BootstrapInterval,
  bootstrapMany,
  CLASSES,
  classColumn,
  type DelongComparison,
  delongTest,
  holmAdjusted,
  type McNemar,
  mcNemarTest,
  type Spread,
  spreadOf,
} from "@pleura/data";
import { predictedClasses } from "../inference/class-scores.ts";
import type { Predictions } from "../inference/predictions.ts";
import { type MeasureName, type Measures, modelMeasures } from "./model-measures.ts";
import { type PerClass, perClass } from "./per-class.ts";

/** First arm minus second arm. */
export interface ArmDifference extends BootstrapInterval {
  /** Mean ± sd of the differences seed by seed; absent when the arms have other numbers of seeds. */
  readonly overSeeds?: Spread;
}

/** How two arms differ. NaN marks what the images cannot tell (null in JSON). */
export interface ArmComparison {
  readonly n: number;
  readonly patients: number;
  readonly seeds: readonly [first: number, second: number];
  /** Of the mean over seeds, with 95 % paired bootstrap intervals over patients. */
  readonly differences: Readonly<Record<MeasureName, ArmDifference>>;
  /** Exact test on the predictions of the seeds' mean probabilities; counts images as independent. */
  readonly mcnemar: McNemar;
  /** The same pair by pair of seeds, in order; empty when the arms have other numbers of seeds. */
  readonly mcnemarPerSeed: readonly McNemar[];
  /** Test of each class's AUROC on the seeds' mean probabilities, patients as clusters. */
  readonly delong: PerClass<DelongComparison>;
}

/** How to compare. */
export interface ComparisonOptions {
  readonly seed: number;
  /** Number of resamplings. */
  readonly draws: number;
}

/**
 * Compares two arms on the same images.
 *
 * Both arms see the same draws of patients, so their differences are paired. The seeds of an arm are
 * averaged before an interval is taken: it tells how other patients would change the difference, and
 * `overSeeds` how other seeds would.
 *
 * @param first predictions of the first arm's seeds
 * @param second predictions of the second arm's seeds, in the same order
 * @throws {RangeError} when an arm has no predictions or predicted other images
 */
export function compareArms(
  first: readonly Predictions[],
  second: readonly Predictions[],
  { seed, draws }: ComparisonOptions,
): ArmComparison {
  const { truth, patients } = requireSameImages(first, second);
  const [ofFirst, ofSecond] = [first, second].map((arm) => arm.map(modelMeasures)) as [
    ReturnType<typeof modelMeasures>[],
    ReturnType<typeof modelMeasures>[],
  ];
  const whole = new Uint32Array(truth.length).fill(1);
  const seeds = [first, second].map((arm) => arm.length) as [number, number];
  const isPaired = seeds[0] === seeds[1];
  const seedDifferences = isPaired
    ? ofFirst.map((measure, index) => subtract(measure(whole), ofSecond[index]?.(whole)))
    : [];
  const drawn = bootstrapMany(
    (weights) => subtract(meanMeasures(ofFirst, weights), meanMeasures(ofSecond, weights)),
    { patients, seed, draws },
  );
  const differences = Object.entries(drawn).map(([name, interval]) => {
    const values = seedDifferences.map((one) => one[name as MeasureName]);
    return [name, isPaired ? { ...interval, overSeeds: spreadOf(values) } : interval];
  });
  const [a, b] = [meanProbabilities(first), meanProbabilities(second)];
  const pairs = isPaired ? first.map((one, index) => [one, second[index]] as const) : [];
  return {
    n: truth.length,
    patients: new Set(patients).size,
    seeds,
    differences: Object.fromEntries(differences),
    mcnemar: mcNemarTest(truth, predictedClasses(a), predictedClasses(b)),
    mcnemarPerSeed: pairs.map(([one, other]) =>
      mcNemarTest(
        truth,
        predictedClasses(one.probabilities),
        predictedClasses(other?.probabilities ?? []),
      ),
    ),
    delong: perClass((index) => {
      const { scores, isPositive } = classColumn(a, truth, CLASSES.length, index);
      const other = classColumn(b, truth, CLASSES.length, index);
      return delongTest(scores, other.scores, isPositive, patients);
    }),
  };
}

/** p-values of a comparison after Holm's correction for all comparisons made together. */
export interface AdjustedComparison extends ArmComparison {
  readonly adjusted: {
    /** Family: McNemar's tests of all comparisons. */
    readonly mcnemar: number;
    /** Family: DeLong's tests of all comparisons and classes. */
    readonly delong: PerClass<number>;
  };
}

/** Holm-adjusts the p-values of comparisons that are shown together (Holm 1979). */
export function adjustComparisons(
  comparisons: readonly ArmComparison[],
): readonly AdjustedComparison[] {
  const mcnemar = holmAdjusted(comparisons.map((one) => one.mcnemar.p));
  const delong = holmAdjusted(
    comparisons.flatMap((one) => CLASSES.map((name) => one.delong[name].p)),
  );
  return comparisons.map((one, place) => ({
    ...one,
    adjusted: {
      mcnemar: mcnemar[place] as number,
      delong: perClass((index) => delong[place * CLASSES.length + index] as number),
    },
  }));
}

/**
 * Mean of the models' probabilities `[n, 3]`: what the seeds say together.
 *
 * @param models at least one
 */
export function meanProbabilities(models: readonly Predictions[]): Float64Array {
  const sum = new Float64Array(models[0]?.probabilities.length ?? 0);
  for (const { probabilities } of models)
    for (const [place, value] of probabilities.entries())
      sum[place] = (sum[place] as number) + value;
  return sum.map((value) => value / models.length);
}

/** Mean over models of each measure of a draw of images; NaN where a model has none. */
export function meanMeasures(
  models: readonly ReturnType<typeof modelMeasures>[],
  weights: Uint32Array,
): Measures {
  const found = models.map((measure) => measure(weights));
  const names = Object.keys(found[0] ?? {}) as MeasureName[];
  const entries = names.map((name) => [
    name,
    found.reduce((sum, one) => sum + one[name], 0) / found.length,
  ]);
  return Object.fromEntries(entries) as Measures;
}

function subtract(first: Measures, second: Measures | undefined): Measures {
  const entries = Object.entries(first).map(([name, value]) => [
    name,
    value - (second?.[name as MeasureName] ?? Number.NaN),
  ]);
  return Object.fromEntries(entries) as Measures;
}

function requireSameImages(
  first: readonly Predictions[],
  second: readonly Predictions[],
): Predictions {
  const all = [...first, ...second];
  const [one] = first;
  if (one === undefined || second.length === 0)
    throw new RangeError(
      `compare arms: each arm must have predictions of at least one seed, but they have ${first.length} and ${second.length}. Leave arms without a finished seed out.`,
    );
  for (const other of all) {
    const place = one.files.findIndex(
      (file, index) => file !== other.files[index] || one.truth[index] !== other.truth[index],
    );
    if (place < 0 && one.files.length === other.files.length) continue;
    throw new RangeError(
      `compare arms: all seeds must have predicted the same images, but ${describe(other, place)} stands where ${describe(one, place)} does. Predict one split of one manifest with all of them.`,
    );
  }
  return one;
}

function describe({ files, truth }: Predictions, place: number): string {
  if (place < 0) return `a list of ${files.length} images`;
  const file = files[place];
  return file === undefined ? "nothing" : `"${file}" (${CLASSES[truth[place] ?? 0]})`;
}
