// The numbers of a profile that one looks for first.
import { bytesText } from "./bytes-text.ts";
import type { ProfileReport } from "./profile-report.ts";
import { sum } from "./quantile.ts";

/** A number with what it is. */
export interface Headline {
  readonly value: string;
  readonly what: string;
}

/** The few large numbers of a profile. */
export function headlines(report: ProfileReport): readonly Headline[] {
  const { wall, cost, byKernel, programs, counts, compile, clock } = report;
  const kernelsMs = sum(byKernel.map(({ totalMs }) => totalMs));
  const idealMs = sum(byKernel.map(({ totalMs, share }) => totalMs * share));
  const peak = sum(programs.map(({ memory }) => memory.peakBytes));
  const least = sum(programs.map(({ memory }) => memory.lowerBoundBytes));
  const sign = cost.share >= 0 ? "+" : "−";
  const submits = `${counts.submits} submit${counts.submits === 1 ? "" : "s"}`;
  const isWaited = clock.kind === "wall-clock";
  return [
    { value: `${wall.stepMs.toFixed(1)} ms`, what: "wall time of a step" },
    { value: percent(kernelsMs / wall.stepMs), what: "of it in launches" },
    { value: percent(idealMs / kernelsMs), what: "of the roofline, weighted by time" },
    {
      value: String(Number(counts.dispatches.toFixed(1))),
      what: isWaited ? "launches, each waited for" : `launches in ${submits}`,
    },
    {
      value: bytesText(peak),
      what: `temporaries, ${(peak / Math.max(1, least)).toFixed(2)} × the lower bound`,
    },
    {
      value: `${compile.wallMs.toFixed(0)} ms`,
      what: `to compile ${compile.pipelines.length} pipelines`,
    },
    { value: `${sign}${percent(Math.abs(cost.share))}`, what: "what profiling costs" },
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
