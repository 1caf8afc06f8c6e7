// Results source by source, since one number over all sources can hide a failing one.

import { type Interval, wilsonInterval } from "./intervals.ts";

/** Results of the images of one source. */
export interface SourceResult {
  readonly source: string;
  readonly n: number;
  /** Share of right predictions with its Wilson interval. */
  readonly accuracy: Interval;
  /** Number of images of each true class. */
  readonly support: readonly number[];
}

/** One line for each source, sorted by name. */
export function perSource(
  sources: readonly string[],
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): SourceResult[] {
  return [...new Set(sources)].sort().map((source) => {
    const samples = [...sources.keys()].filter((sample) => sources[sample] === source);
    const right = samples.filter((sample) => truth[sample] === predicted[sample]).length;
    const support = Array.from(
      { length: classes },
      (_, index) => samples.filter((sample) => truth[sample] === index).length,
    );
    return {
      source,
      n: samples.length,
      accuracy: wilsonInterval(right, samples.length),
      support,
    };
  });
}
