// How many steps a run takes and how long its learning-rate schedule is.
import type { LearningRateSchedule } from "@pleura/models";
import { CliError } from "../cli-error.ts";

/** The settings that decide it. */
export interface PlannedEnd {
  readonly steps?: number | undefined;
  readonly epochs?: number | undefined;
  readonly schedule: {
    readonly kind: LearningRateSchedule["kind"];
    readonly warmupSteps: number;
    readonly totalSteps?: number | undefined;
  };
}

/**
 * The planned steps: the smaller of `steps` and `epochs` · `stepsPerEpoch`. The schedule has as many
 * unless its own length is set, and always ends after its warm-up.
 *
 * @throws {CliError} tag `usage` when a cosine would end before the steps do: the rest would train at rate 0
 */
export function plannedSteps(
  { steps, epochs, schedule }: PlannedEnd,
  stepsPerEpoch: number,
): { readonly totalSteps: number; readonly scheduleSteps: number } {
  const byEpochs = epochs === undefined ? Number.POSITIVE_INFINITY : epochs * stepsPerEpoch;
  const totalSteps = Math.min(steps ?? Number.POSITIVE_INFINITY, byEpochs);
  const scheduleSteps = schedule.totalSteps ?? Math.max(totalSteps, schedule.warmupSteps + 1);
  if (schedule.kind === "cosine" && totalSteps > scheduleSteps) {
    throw new CliError(
      "usage",
      `schedule: a cosine must last as long as the run, but it ends at step ${scheduleSteps} of ${totalSteps}. ` +
        "End the run there, or start a new one with more epochs, or with --set schedule.kind=constant.",
    );
  }
  return { totalSteps, scheduleSteps };
}
