// Prints a profile: facts, wall time in parts, the two tables; or one JSON object per row.

import {
  bytesText,
  clockQuality,
  comparing,
  type ProfileReport,
  type ProfileRow,
  type Sort,
} from "@pleura/profiling";
import { countNoun } from "../count-noun.ts";
import type { Output } from "../output.ts";
import { workWords } from "../report/work-words.ts";
import { tableLines } from "./profile-table.ts";

/** Which rows, how many, in which order. */
export interface PrintOptions {
  readonly top: number;
  readonly filter: string;
  readonly sort: Sort;
}

/** True when a name contains the text, whatever the case. */
export function isChosen(name: string, filter: string): boolean {
  return name.toLowerCase().includes(filter.toLowerCase());
}

/** Prints a profile. */
export function printProfile(output: Output, report: ProfileReport, options: PrintOptions): void {
  const { filter, sort, top } = options;
  const rows = (all: readonly ProfileRow[]) =>
    all.filter(({ name }) => isChosen(name, filter)).toSorted(comparing(sort));
  for (const row of rows(report.byKernel)) output.json({ by: "kernel", ...row });
  for (const row of rows(report.byLayer)) output.json({ by: "layer", ...row });
  for (const line of summaryLines(report)) output.text(line);
  for (const [what, all] of [
    ["kernel", report.byKernel],
    ["layer", report.byLayer],
  ] as const) {
    const chosen = rows(all);
    output.text("");
    for (const line of tableLines(what, chosen.slice(0, top))) output.text(line);
    const hidden = chosen.length - top;
    if (hidden > 0) output.text(`… and ${countNoun(hidden, "more row")}: --top ${chosen.length}`);
  }
}

/** The facts and the parts of the wall time as lines. */
export function summaryLines(report: ProfileReport): string[] {
  const { ceilings, clock, cost, wall, counts, compile, adapter } = report;
  const ms = (value: number) => value.toFixed(2);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const signed = (share: number) => `${share >= 0 ? "+" : ""}${percent(share)}`;
  const levels = ceilings.memory.map(
    ({ workingSetBytes, gbs }) => `${gbs.toFixed(1)} to ${bytesText(workingSetBytes)}`,
  );
  const lines = [
    report.title,
    `adapter   ${adapter.description || adapter.vendor}`,
    `ceilings  ${ceilings.fmaGflops.toFixed(1)} GFLOP/s multiply-add, ${ceilings.copyGBs.toFixed(2)} GB/s copy; by working set ${levels.join(", ")}`,
    clockLine(report),
    `profiler  step ${ms(cost.onMs)} ms with it, ${ms(cost.offMs)} ms without: ${signed(cost.share)} (half of the pairs ${signed(cost.shareLow)} to ${signed(cost.shareHigh)}); ${cost.timedPerStep.toFixed(0)} of ${cost.launchesPerStep.toFixed(0)} launches timed alone per step${cost.detailSteps > 0 ? `, all of them in ${countNoun(cost.detailSteps, "step")} between` : ""}`,
    `step      ${counts.submits} submits, ${counts.dispatches} dispatches, ${counts.bindGroups} bind groups and ${counts.pipelines} pipelines made`,
    `compile   ${compile.pipelines.length} pipelines in ${ms(compile.wallMs)} ms, ${compile.hits} cache hits, ${compile.bindGroups} bind groups; first step ${ms(compile.firstStepMs)} ms`,
    ...report.programs.map(
      ({ name, launches, memory }) =>
        `memory    ${name}: ${launches.length} launches, temporaries ${bytesText(memory.peakBytes)} (lower bound ${bytesText(memory.lowerBoundBytes)}), variables ${bytesText(memory.variableBytes)}`,
    ),
    ...report.programs.map(
      ({ name, memory }) => `work      ${name}: ${workWords(memory.work, memory.fewest)}`,
    ),
    "",
    `wall time ${ms(wall.stepMs)} ms per step`,
    ...wall.parts
      .filter(({ name, ms: value }) => name.startsWith("launches") || Math.abs(value) >= 0.005)
      .map(
        ({ name, ms: value }) =>
          `  ${ms(value).padStart(9)} ms ${percent(value / wall.stepMs).padStart(7)}  ${name}`,
      ),
    `host      ${wall.host.map(({ name, ms: value }) => `${name} ${ms(value)} ms`).join(", ")}`,
  ];
  if (clock.discardedRuns > 0) {
    lines.push(
      `note      ${countNoun(clock.discardedRuns, "run")} left out: their timestamps ran backwards or stood still`,
    );
  }
  return lines;
}

function clockLine(report: ProfileReport): string {
  const { clock } = report;
  const { words } = clockQuality(report);
  if (clock.kind === "wall-clock") {
    return `clock     ${words}; the adapter has no timestamps, or --wall-clock was given`;
  }
  const own =
    clock.timestampUs > 0
      ? `; a timestamp costs ${clock.timestampUs.toFixed(1)} µs here and is taken off each timed launch`
      : "";
  return `clock     ${words}${own}`;
}
