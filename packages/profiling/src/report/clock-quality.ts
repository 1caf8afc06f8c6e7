// What a profile's timings are worth, told by its clock and by the times themselves.
import type { ProfileReport } from "./profile-report.ts";

/**
 * `fine` tells launches of microseconds apart; `rounded` is seen in their times; `coarse` loses most of them;
 * `batches` and `waited` are wall time, with or without the launch's submit.
 */
export type ClockKind = "fine" | "rounded" | "coarse" | "batches" | "waited";

/** The quality of a clock, in a word and in words. */
export interface ClockQuality {
  readonly kind: ClockKind;
  readonly words: string;
}

/** Above this a step of the clock shows in a launch's time, nanoseconds: short launches take a few µs. */
const visibleStepNs = 1000;
/** From this on most launches have no time of their own, nanoseconds: those of a 64 × 64 model take 5 to 500 µs. */
export const coarseStepNs = 10_000;
/** Share of launches without any time from which the clock is called coarse, whatever step it has. */
const mostTimeless = 0.25;

/** What the timings of a report are worth. */
export function clockQuality({
  clock,
  programs,
}: Pick<ProfileReport, "clock" | "programs">): ClockQuality {
  const { kind, resolutionNs, batchMs } = clock;
  if (kind === "wall-clock") {
    return batchMs > 0
      ? {
          kind: "batches",
          words: `wall time of batches of about ${batchMs} ms: each launch repeated, what its submit and wait take is taken off`,
        }
      : {
          kind: "waited",
          words: "wall time: every launch includes its submit and wait, so short ones look long",
        };
  }
  const launches = programs.flatMap((program) => program.launches);
  const timeless = launches.filter(({ minNs }) => minNs === 0).length;
  const isCoarse = resolutionNs >= coarseStepNs || timeless > mostTimeless * launches.length;
  const step = `timestamps rounded to ${resolutionNs / 1e3} µs`;
  if (isCoarse)
    return { kind: "coarse", words: `${step}: shorter launches have no time of their own` };
  return resolutionNs >= visibleStepNs
    ? { kind: "rounded", words: step }
    : { kind: "fine", words: "timestamp queries" };
}
