// Results group by group, since one number over all can hide a group where the model fails.

import { type Interval, wilsonInterval } from "./intervals.ts";

/** Results of the samples of one group, such as a source. */
export interface SubgroupResult {
  readonly group: string;
  readonly n: number;
  readonly patients: number;
  /** Share of right predictions with its Wilson interval. */
  readonly accuracy: Interval;
  /** Share of each true class that is found, with its Wilson interval; NaN where the class is absent. */
  readonly sensitivity: readonly Interval[];
  /** Number of samples of each true class. */
  readonly support: readonly number[];
}

/** Truth, predictions and patients of the samples. */
export interface SubgroupSamples {
  readonly truth: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly patients: readonly string[];
}

/** Name of the group of samples whose group is not given. */
export const UNKNOWN_GROUP = "unknown";

/**
 * One line for each group, sorted by name, the unknown last.
 *
 * Wilson's intervals count samples as independent; `patients` shows where they are not.
 *
 * @param groups group of each sample; an empty name counts as "unknown"
 */
export function subgroupResults(
  groups: readonly string[],
  { truth, predicted, patients }: SubgroupSamples,
  classes: number,
): SubgroupResult[] {
  const samplesOf = new Map<string, number[]>();
  for (const [sample, name] of groups.entries()) {
    const group = name || UNKNOWN_GROUP;
    const members = samplesOf.get(group);
    if (members === undefined) samplesOf.set(group, [sample]);
    else members.push(sample);
  }
  const isRight = (sample: number): boolean => truth[sample] === predicted[sample];
  return [...samplesOf.keys()].sort(unknownLast).map((group) => {
    const members = samplesOf.get(group) ?? [];
    const ofClass = Array.from({ length: classes }, (_, index) =>
      members.filter((sample) => truth[sample] === index),
    );
    return {
      group,
      n: members.length,
      patients: new Set(members.map((sample) => patients[sample])).size,
      accuracy: wilsonInterval(members.filter(isRight).length, members.length),
      sensitivity: ofClass.map((own) => wilsonInterval(own.filter(isRight).length, own.length)),
      support: ofClass.map((own) => own.length),
    };
  });
}

/** By code unit, which no language setting changes. */
function unknownLast(a: string, b: string): number {
  if (a === UNKNOWN_GROUP || b === UNKNOWN_GROUP) return a === b ? 0 : a === UNKNOWN_GROUP ? 1 : -1;
  return a < b ? -1 : 1;
}
