// Says row by row whether one result is slower than another, and how sure that is. Pure.

import { independentRatio, medianOf, type RatioInterval } from "@pleura/data";
import { calmestSamples, type Sample, type Samples } from "../bench/calmest-samples.ts";
import { logReference, sessionMedians } from "../bench/session-medians.ts";

/** One side of a comparison: sessions by row title. */
export type RowsByTitle = ReadonlyMap<string, readonly Samples[]>;

/** What a comparison says of a row. */
export type Verdict = "slower" | "faster" | "inconclusive";

/** One row of a comparison. */
export interface RowComparison {
  readonly title: string;
  /** Median milliseconds of each side, as measured. */
  readonly msA: number;
  readonly msB: number;
  /** B / A. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** P-value times the number of rows, at most 1. */
  readonly p: number;
  readonly verdict: Verdict;
}

/** A whole comparison. */
export interface Comparison {
  readonly rows: readonly RowComparison[];
  readonly onlyInA: readonly string[];
  readonly onlyInB: readonly string[];
  /** What the reference loads say of the machine; absent when the sides took turns. */
  readonly drift?: Drift | undefined;
}

/** How a machine moved between two results. */
export interface Drift {
  /** Time of the reference loads in B / in A. */
  readonly speed: number;
  /** How much more the multiply-adds moved than the copies: what a correction by both cannot know. */
  readonly disagreement: number;
}

/** What counts as a difference. */
export interface CompareOptions {
  /** Least change of the ratio worth telling, such as 0.05. */
  readonly threshold: number;
  /** Chance that all intervals hold their true ratios at once, such as 0.99. */
  readonly confidence: number;
  /** True when both sides were measured by turns, sample by sample. */
  readonly takesTurns: boolean;
}

/**
 * Compares every row that both sides have.
 *
 * The unit is the session, of which the median over its rounds counts: rounds of one session share what its memory
 * layout made faster or slower, so they are not independent (Kalibera and Jones 2013, sec. 6). The logarithms of both
 * sides' sessions go through Welch's test. With m rows each interval has the level 1 − (1 − confidence)/m (Bonferroni),
 * so that the whole table holds with `confidence`. When the sides did not take turns, an interval is wider by half of
 * what the two reference loads disagree on.
 */
export function compareRows(a: RowsByTitle, b: RowsByTitle, options: CompareOptions): Comparison {
  const titles = [...a.keys()].filter((title) => b.has(title));
  const level = 1 - (1 - options.confidence) / Math.max(1, titles.length);
  const drift = options.takesTurns ? undefined : driftBetween(titles, a, b);
  const bias = drift === undefined ? 0 : Math.abs(Math.log(drift.disagreement)) / 2;
  const rows = titles.map((title) => {
    const [sessionsA, sessionsB] = [a.get(title) ?? [], b.get(title) ?? []];
    const interval = independentRatio(
      sessionMedians(sessionsA),
      sessionMedians(sessionsB),
      level,
      bias,
    );
    return {
      title,
      msA: medianMs(sessionsA),
      msB: medianMs(sessionsB),
      ratio: interval.ratio,
      low: interval.low,
      high: interval.high,
      p: Math.min(1, interval.p * titles.length),
      verdict: verdictOf(interval, options.threshold),
    };
  });
  return {
    rows,
    onlyInA: [...a.keys()].filter((title) => !b.has(title)),
    onlyInB: [...b.keys()].filter((title) => !a.has(title)),
    drift,
  };
}

/** A change is told when it is large enough and the interval leaves "no change" out. */
function verdictOf({ ratio, low, high }: RatioInterval, threshold: number): Verdict {
  if (low > 1 && ratio >= 1 + threshold) return "slower";
  if (high < 1 && ratio <= 1 / (1 + threshold)) return "faster";
  return "inconclusive";
}

/** How the reference loads moved from A to B. */
function driftBetween(titles: readonly string[], a: RowsByTitle, b: RowsByTitle): Drift {
  const samplesOf = (side: RowsByTitle): Sample[] =>
    titles.flatMap((title) => (side.get(title) ?? []).flatMap(calmestSamples));
  const [samplesA, samplesB] = [samplesOf(a), samplesOf(b)];
  const moved = (of: (sample: Sample) => number): number =>
    Math.exp(medianOf(samplesB.map(of)) - medianOf(samplesA.map(of)));
  return {
    speed: moved(logReference),
    // Sample by sample, so that a core that was taken half of the time, in both alike, does not count.
    disagreement: moved(({ fmaMs, copyMs }) => Math.log(fmaMs) - Math.log(copyMs)),
  };
}

function medianMs(sessions: readonly Samples[]): number {
  return medianOf(sessions.flatMap(calmestSamples).map(({ ms }) => ms));
}
