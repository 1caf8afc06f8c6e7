// How many steps a run takes and how long its learning-rate schedule is.

/** The settings that decide it. */
export interface PlannedEnd {
  readonly steps?: number | undefined;
  readonly epochs?: number | undefined;
  readonly schedule: { readonly warmupSteps: number; readonly totalSteps?: number | undefined };
}

/**
 * The planned steps: the smaller of `steps` and `epochs` · `stepsPerEpoch`. The schedule has as many
 * unless its own length is set, and always ends after its warm-up.
 */
export function plannedSteps(
  { steps, epochs, schedule }: PlannedEnd,
  stepsPerEpoch: number,
): { readonly totalSteps: number; readonly scheduleSteps: number } {
  const byEpochs = epochs === undefined ? Number.POSITIVE_INFINITY : epochs * stepsPerEpoch;
  const totalSteps = Math.min(steps ?? Number.POSITIVE_INFINITY, byEpochs);
  const scheduleSteps = schedule.totalSteps ?? Math.max(totalSteps, schedule.warmupSteps + 1);
  return { totalSteps, scheduleSteps };
}
