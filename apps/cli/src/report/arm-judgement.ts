// What a study tells of an arm beyond its measures: thresholds from validation, abstaining, and groups of films.
import {
  atCoverage,
  CLASSES,
  chooseThreshold,
  classColumn,
  type OperatingGoal,
  type Spread,
  selectiveAccuracy,
  spreadOf,
  topLabels,
  UNKNOWN_GROUP,
} from "@pleura/data";
import { predictedClasses } from "../inference/class-scores.ts";
import type { Predictions } from "../inference/predictions.ts";
import { type PerClass, perClass } from "./per-class.ts";
import { type SeedInterval, type SeedShare, seedShares } from "./seed-shares.ts";
import { OPERATING_GOALS } from "./validated-result.ts";

/** A model of an arm: what it said about validation and test films. */
export interface JudgedSeed {
  readonly validation: Predictions;
  readonly test: Predictions;
}

/** Each seed has the threshold of its own validation predictions; rates are of the test films. */
export interface ArmOperatingPoint {
  readonly goal: OperatingGoal;
  /** ∞ and NaN (null in JSON) as `chooseThreshold` tells. */
  readonly thresholds: readonly number[];
  /** The validation films cannot resolve the goal. */
  readonly isCoarse: boolean;
  readonly sensitivity: SeedInterval;
  readonly specificity: SeedInterval;
}

/** Results of the films of one group. */
export interface ArmGroup {
  readonly group: string;
  readonly n: number;
  readonly patients: number;
  readonly accuracy: SeedInterval;
  readonly sensitivity: PerClass<SeedInterval>;
  readonly support: PerClass<number>;
}

/** Accuracy of the surest films of each seed. */
export interface ArmCoverage {
  /** Share of films wanted; equal confidences are answered together, so a seed can answer more. */
  readonly coverage: number;
  readonly accuracy: Spread;
}

/** What a study tells of an arm beyond its measures. */
export interface ArmJudgement {
  readonly operatingPoints: PerClass<readonly ArmOperatingPoint[]>;
  readonly coverage: readonly ArmCoverage[];
  /** Area under the risk-coverage curve; 0 is best. */
  readonly aurc: Spread;
  readonly perSource: readonly ArmGroup[];
  readonly perView: readonly ArmGroup[];
  readonly perSex: readonly ArmGroup[];
}

const COUNT = CLASSES.length;

/** Coverages of the curve: 5 %, 10 %, … 100 %. */
const COVERAGES = Array.from({ length: 20 }, (_, step) => (step + 1) / 20);

/** The kinds of groups and where predictions keep them. */
const GROUPS = { perSource: "sources", perView: "views", perSex: "sexes" } as const;

/**
 * Judges models that differ by their seed only, asked about the same films.
 *
 * @param models at least one; the films of all are those of the first
 */
export function judgeArm(
  models: readonly [JudgedSeed, ...JudgedSeed[]],
  options: { readonly seed: number; readonly draws: number },
): ArmJudgement {
  const { test } = models[0];
  const shares: SeedShare[] = [];
  /** Takes a share into the one bootstrap; gives what reads its result afterwards. */
  const later = (share: SeedShare): (() => SeedInterval) => {
    const place = shares.push(share) - 1;
    return () => found[place] as SeedInterval;
  };
  const points = perClass((index) => OPERATING_GOALS.map((goal) => askPoint(index, goal)));
  const groups = Object.entries(GROUPS).map(
    ([kind, field]) => [kind, groupsOf(test[field]).map(askGroup)] as const,
  );
  const found = seedShares(shares, test.patients, options);
  const curves = models.map((model) =>
    selectiveAccuracy(topLabels(model.test.probabilities, test.truth, COUNT)),
  );
  return {
    operatingPoints: perClass((index) =>
      points[CLASSES[index] as (typeof CLASSES)[number]].map((read) => read()),
    ),
    coverage: COVERAGES.map((coverage) => ({
      coverage,
      accuracy: spreadOf(
        curves.map(({ curve }) => atCoverage(curve, coverage)?.accuracy ?? Number.NaN),
      ),
    })),
    aurc: spreadOf(curves.map(({ aurc }) => aurc)),
    ...(Object.fromEntries(
      groups.map(([kind, lines]) => [kind, lines.map((read) => read())]),
    ) as unknown as Pick<ArmJudgement, keyof typeof GROUPS>),
  };

  function askPoint(index: number, goal: OperatingGoal): () => ArmOperatingPoint {
    const chosen = models.map(({ validation }) => {
      const known = classColumn(validation.probabilities, validation.truth, COUNT, index);
      return chooseThreshold(known.scores, known.isPositive, goal);
    });
    const calls = models.map((model, seed) => {
      const { scores } = classColumn(model.test.probabilities, test.truth, COUNT, index);
      return (image: number): boolean =>
        (scores[image] as number) >= (chosen[seed]?.threshold as number);
    });
    const films = [...test.truth.keys()];
    // A threshold that cannot be chosen calls nothing and rejects nothing: no film counts.
    const isKnown = chosen.every(({ threshold }) => !Number.isNaN(threshold));
    const sensitivity = later({
      members: isKnown ? films.filter((film) => test.truth[film] === index) : [],
      isHit: calls,
    });
    const specificity = later({
      members: isKnown ? films.filter((film) => test.truth[film] !== index) : [],
      isHit: calls.map((isCalled) => (film) => !isCalled(film)),
    });
    return () => ({
      goal,
      thresholds: chosen.map(({ threshold }) => threshold),
      isCoarse: chosen.some(({ isCoarse }) => isCoarse),
      sensitivity: sensitivity(),
      specificity: specificity(),
    });
  }

  function askGroup([group, members]: readonly [string, readonly number[]]): () => ArmGroup {
    const predicted = models.map((model) => predictedClasses(model.test.probabilities));
    const isHit = predicted.map((said) => (film: number) => said[film] === test.truth[film]);
    const accuracy = later({ members, isHit });
    const ofClass = perClass((index) => members.filter((film) => test.truth[film] === index));
    const sensitivity = CLASSES.map((name) => later({ members: ofClass[name], isHit }));
    return () => ({
      group,
      n: members.length,
      patients: new Set(members.map((film) => test.patients[film])).size,
      accuracy: accuracy(),
      sensitivity: perClass((index) => (sensitivity[index] as () => SeedInterval)()),
      support: perClass((index) => ofClass[CLASSES[index] as (typeof CLASSES)[number]].length),
    });
  }
}

/** Films of each group, sorted by name, the unknown last. */
function groupsOf(names: readonly string[]): (readonly [string, readonly number[]])[] {
  const films = new Map<string, number[]>();
  for (const [film, name] of names.entries()) {
    const group = name || UNKNOWN_GROUP;
    const members = films.get(group);
    if (members === undefined) films.set(group, [film]);
    else members.push(film);
  }
  const isUnknown = (group: string): number => (group === UNKNOWN_GROUP ? 1 : 0);
  return [...films].sort(([a], [b]) => isUnknown(a) - isUnknown(b) || (a < b ? -1 : a > b ? 1 : 0));
}
