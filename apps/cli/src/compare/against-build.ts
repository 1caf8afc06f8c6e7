// Measures this build against another one: pairs of processes that take turns, until every row is known well enough.
import { fileURLToPath } from "node:url";
import type { BenchFile } from "../bench/bench-file.ts";
import type { Plant } from "../bench/bench-session.ts";
import type { Output } from "../output.ts";
import { createProgress } from "../progress/progress.ts";
import type { StopRequest } from "../signals/stop-request.ts";
import { type CompareOptions, compareRows, type RowsByTitle } from "./compare-rows.ts";
import { launcherOf, measurePair } from "./interleaved-builds.ts";

/** What both builds are told to measure, and how often. */
export interface AgainstOptions extends CompareOptions {
  /** The other build: side A. */
  readonly against: string;
  /** Pairs of processes in which every row is measured. */
  readonly pairs: number;
  /** Most pairs, for rows whose interval is still too wide. */
  readonly mostPairs: number;
  /** Settings of the measurement by name. */
  readonly measurement: Readonly<Record<string, unknown>>;
  /** Real extra work in a row of this build. */
  readonly plant?: Plant | undefined;
}

/** Both sides of a comparison. */
export interface Sides {
  readonly a: RowsByTitle;
  readonly b: RowsByTitle;
}

/**
 * Measures pair after pair of processes. After `pairs` of them only rows go on whose interval is wider than the threshold
 * on either side: the width decides, never where the interval lies, so no verdict is favoured.
 *
 * @throws {CliError} with the words of a build that failed
 */
export async function measureAgainst(
  options: AgainstOptions,
  check: (a: BenchFile, b: BenchFile) => void,
  stop: StopRequest,
  output: Output,
): Promise<Sides> {
  const { against, pairs, mostPairs, plant } = options;
  launcherOf(against);
  // All code of the bundle stands in one folder; this program is its main file.
  const own = fileURLToPath(new URL("main.js", import.meta.url));
  const progress = createProgress(output, "compare", pairs, "pairs of processes");
  const files: { readonly a: BenchFile; readonly b: BenchFile }[] = [];
  const sides = (): Sides => ({
    a: joinFiles(files.map(({ a }) => a)),
    b: joinFiles(files.map(({ b }) => b)),
  });
  try {
    let titles: readonly string[] | undefined;
    while (files.length < mostPairs) {
      const flags = flagsOf({ ...options.measurement, titles });
      const planted = plant === undefined ? [] : flagsOf({ plant });
      const pair = await measurePair(
        { path: against, flags },
        { path: own, flags: [...flags, ...planted] },
        { onTurn: () => progress.update(files.length), checkStop: () => stop.check() },
      );
      check(pair.a, pair.b);
      files.push(pair);
      progress.update(files.length);
      if (files.length < pairs) continue;
      const { a, b } = sides();
      titles = compareRows(a, b, options)
        .rows.filter(({ low, high }) => Math.log(high / low) / 2 > Math.log1p(options.threshold))
        .map(({ title }) => title);
      if (titles.length === 0) break;
    }
  } finally {
    progress.end();
  }
  return sides();
}

function flagsOf(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(settings).flatMap(([key, value]) =>
    value === undefined ? [] : ["--set", `${key}=${JSON.stringify(value)}`],
  );
}

/** The sessions of several files of one side, joined by title. */
export function joinFiles(files: readonly BenchFile[]): RowsByTitle {
  const joined = new Map<string, BenchFile["rows"][number]["sessions"]>();
  for (const { title, sessions } of files.flatMap(({ rows }) => rows)) {
    joined.set(title, [...(joined.get(title) ?? []), ...sessions]);
  }
  return joined;
}
