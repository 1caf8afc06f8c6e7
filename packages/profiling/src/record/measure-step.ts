// Measures a step from beginning to end: compiles it, measures the ceilings, records it, and settles the ceilings.
import { type Device, type Plan, Profiler } from "@pleura/engine";
import { type Ceilings, measureCeilings } from "@pleura/kernels";
import { type ProfileMeasurement, statsOf } from "../report/profile-report.ts";
import { openStep, type StepOptions } from "./open-step.ts";
import { type RecordOptions, recordSteps } from "./record-steps.ts";
import { settledCeilings } from "./settled-ceilings.ts";

/** What is measured, and for how long. */
export interface MeasureOptions
  extends Pick<RecordOptions, "steps" | "warmup" | "timedShare" | "now"> {
  readonly step: StepOptions;
  /** Waits for each launch instead of asking the adapter's clock. */
  readonly usesWallClock: boolean;
  /** Length of the batches of a launch where each is waited for, milliseconds; 0, no batches, when absent. */
  readonly batchMs?: number;
}

/** Whoever waits for a measurement. */
export interface MeasureWatch {
  onPhase(phase: "compiling" | "measuring the ceilings" | "recording"): void;
  /** After compiling and after recording: the programs that are known by then. */
  onPrograms?(programs: ReadonlyMap<Plan, string>): void;
  onStep(done: number, total: number): void;
  isStopped(): boolean;
}

/** A measurement with what it is of. */
export interface MeasuredStep {
  readonly title: string;
  readonly measurement: ProfileMeasurement;
}

/**
 * Compiles a step and records it. A stopped measurement comes back with what it has; one whose timestamps were all
 * unusable has no runs.
 */
export async function measureStep(
  device: Device,
  options: MeasureOptions,
  watch: MeasureWatch,
): Promise<MeasuredStep> {
  const { now, usesWallClock, batchMs = 0, warmup, steps, timedShare } = options;
  const profiler = new Profiler(device, { now, usesWallClock, batchMs });
  try {
    watch.onPhase("compiling");
    profiler.attach();
    const step = await openStep(device, options.step);
    try {
      const opened = await profiler.collect();
      profiler.detach();
      watch.onPrograms?.(step.programs());
      watch.onPhase("measuring the ceilings");
      const ceilings = await measureCeilings(device, { now });
      watch.onPhase("recording");
      const { onStep, isStopped } = watch;
      const taken = { steps, warmup, timedShare, now, isStopped, onStep };
      const record = await recordSteps(step, profiler, taken);
      const programs = step.programs();
      watch.onPrograms?.(programs);
      return { title: step.title, measurement: { opened, record, programs, ceilings } };
    } finally {
      await step.close();
    }
  } finally {
    profiler.destroy();
  }
}

/** The measurement with ceilings that were measured again after it, which no launch exceeds if that can be had. */
export async function settleMeasurement(
  device: Device,
  measurement: ProfileMeasurement,
  now: () => number,
): Promise<ProfileMeasurement> {
  const measure = () => measureCeilings(device, { now });
  const ceilings = await settledCeilings(measurement.ceilings, measure, (under) =>
    highestOf(measurement, under),
  );
  return { ...measurement, ceilings };
}

/** The highest share of the roofline that any launch reached by its median. */
function highestOf(measurement: ProfileMeasurement, ceilings: Ceilings): number {
  const { launches } = statsOf(measurement, ceilings);
  return launches.reduce((most, one) => Math.max(most, one.idealNs / one.medianNs), 0);
}
