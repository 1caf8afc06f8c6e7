// `pleura compare`: is B slower than A? Two results, or two builds that take turns; row by row, and how sure it is.
import { z } from "zod";
import { type BenchFile, readBenchFile } from "../bench/bench-file.ts";
import { measurementDefaults, measurementSettings } from "../bench/bench-settings.ts";
import { CliError } from "../cli-error.ts";
import { joinFiles, measureAgainst, type Sides } from "../compare/against-build.ts";
import { compareRows, type RowsByTitle } from "../compare/compare-rows.ts";
import { reportComparison } from "../compare/report-comparison.ts";
import { commandSettings, countSetting, textSetting } from "../config/command-settings.ts";
import { countNoun } from "../count-noun.ts";
import { EXIT } from "../exit-code.ts";
import type { Invocation } from "../invocation.ts";
import { listenForStop } from "../signals/stop-request.ts";

const schema = z.strictObject({
  ...measurementSettings,
  threshold: z.number().min(0).max(10),
  confidence: z.number().min(0.5).lt(1),
  /** Another build to measure this one against. */
  against: textSetting.optional(),
  /** Pairs of processes, one of each build, that are measured one after another. */
  pairs: countSetting.min(2).max(100),
  /** Most pairs, for rows whose interval is still too wide. */
  mostPairs: countSetting.max(1000),
  out: textSetting.optional(),
});

type Settings = z.output<typeof schema>;

const defaults = {
  ...measurementDefaults,
  // Smaller changes are rarely worth a person's time, and on shared machines hard to tell from noise.
  threshold: 0.05,
  // One table in a hundred of equal builds may hold an interval that is wrong.
  confidence: 0.99,
  // A process costs seconds to start, a round a tenth of one: more rounds than bench, in fewer processes.
  repeats: 15,
  pairs: 8,
  mostPairs: 40,
};

/** Runs the command: exit 7 when a row is slower. */
export async function run(invocation: Invocation): Promise<number> {
  const { output, files } = invocation;
  const settings = commandSettings(schema, invocation, defaults);
  const { against, threshold, confidence, out } = settings;
  const [a, b] = against === undefined ? namesOf(files) : [against, "this build"];
  const sides =
    against === undefined
      ? readSides(a, b)
      : await measureSides(against, settings, { files, output });
  const options = { threshold, confidence, takesTurns: against !== undefined };
  const wanted = settings.filter.toLowerCase();
  const chosen = (side: RowsByTitle): RowsByTitle =>
    new Map([...side].filter(([title]) => title.toLowerCase().includes(wanted)));
  const comparison = compareRows(chosen(sides.a), chosen(sides.b), options);
  if (comparison.rows.length === 0) {
    throw new CliError(
      "usage",
      `compare: at least one row must be in both results, but "${a}" and "${b}" share none. Measure the same rows, or change --filter.`,
    );
  }
  reportComparison(comparison, { a, b, ...options, out }, output);
  const isRegression = comparison.rows.some(({ verdict }) => verdict === "slower");
  return isRegression ? EXIT.regression : EXIT.ok;
}

function namesOf(files: readonly string[]): readonly [string, string] {
  const [a, b, more] = files;
  if (a !== undefined && b !== undefined && more === undefined) return [a, b];
  throw new CliError(
    "usage",
    `compare: two results must be named, the older one first, but ${files.length === 0 ? "none is" : countNoun(files.length, "result", "be")}. Give for example: pleura compare before after.`,
  );
}

function readSides(a: string, b: string): Sides {
  const [fileA, fileB] = [readBenchFile(a), readBenchFile(b)];
  requireSameAdapter([a, fileA], [b, fileB]);
  return { a: joinFiles([fileA]), b: joinFiles([fileB]) };
}

/** Measures both builds by turns. */
async function measureSides(
  against: string,
  settings: Settings,
  { files, output }: Pick<Invocation, "files" | "output">,
): Promise<Sides> {
  if (files.length > 0) {
    throw new CliError(
      "usage",
      `compare: results or --against must be given, but both are. Leave out "${files[0]}" or --against.`,
    );
  }
  const { threshold, confidence, pairs, plant } = settings;
  const { filter, leastMs, repeats, preset, seed, adapter, tune, clock, groupMiB } = settings;
  const mostPairs = Math.max(pairs, settings.mostPairs);
  const stop = listenForStop(() => output.say("compare: stopping after this turn"));
  try {
    return await measureAgainst(
      {
        ...{ against, pairs, mostPairs, threshold, confidence, plant, takesTurns: true },
        measurement: { filter, leastMs, repeats, preset, seed, adapter, tune, clock, groupMiB },
      },
      (a, b) => requireSameAdapter([against, a], ["this build", b]),
      stop,
      output,
    );
  } finally {
    stop.dispose();
  }
}

/** Times of different adapters, drivers, platforms or clocks say nothing about a build. */
function requireSameAdapter(
  [pathA, a]: readonly [string, BenchFile],
  [pathB, b]: readonly [string, BenchFile],
): void {
  const describe = ({ adapter, versions, clock }: BenchFile): string =>
    `${adapter.description || "unnamed"} (${adapter.vendor} ${adapter.architecture}, ${versions.platform}, ${clock} clock)`;
  if (describe(a) === describe(b)) return;
  throw new CliError(
    "usage",
    `compare: both results must be of the same adapter, driver, platform and clock, but "${pathA}" is of ${describe(a)} and "${pathB}" of ${describe(b)}. Measure both on one machine.`,
  );
}
