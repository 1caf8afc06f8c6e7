// Measures a step from beginning to end: compiles it, measures the ceilings, records it, and settles the ceilings.
import { type Device, type Plan, type Profile, Profiler } from "@pleura/engine";
import { type Ceilings, measureCeilings } from "@pleura/kernels";
import { coarseStepNs } from "../report/clock-quality.ts";
import { type ProfileMeasurement, statsOf } from "../report/profile-report.ts";
import { type OpenStep, openStep, type StepOptions } from "./open-step.ts";
import { type RecordOptions, recordSteps } from "./record-steps.ts";
import { highestShare, settledCeilings } from "./settled-ceilings.ts";

/** What is measured, and for how long. */
export interface MeasureOptions
  extends Pick<RecordOptions, "steps" | "warmup" | "timedShare" | "now"> {
  readonly step: StepOptions;
  /** Waits for each launch instead of asking the adapter's clock. */
  readonly usesWallClock: boolean;
  /**
   * Goes over to waiting for launches in batches where the adapter's timestamps turn out to be none or too coarse, as
   * a browser's are; nothing else is changed when false or absent.
   */
  readonly fallsBack?: boolean;
  /** Ceilings of the device that were measured before; measured now when absent. */
  readonly ceilings?: Ceilings | undefined;
  /** Length of the batches of a launch where each is waited for, milliseconds; 0, no batches, when absent. */
  readonly batchMs?: number;
}

/** What a measurement is at. */
export type MeasurePhase = "compiling" | "measuring the ceilings" | "recording";

/** Whoever waits for a measurement. */
export interface MeasureWatch {
  onPhase(phase: MeasurePhase): void;
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
 * Compiles a step and records it. One whose timestamps were all unusable has no runs.
 *
 * @returns undefined when it was stopped
 */
export async function measureStep(
  device: Device,
  options: MeasureOptions,
  watch: MeasureWatch,
): Promise<MeasuredStep | undefined> {
  const { now, usesWallClock, batchMs = 0, fallsBack = false } = options;
  let profiler = new Profiler(device, { now, usesWallClock, batchMs });
  try {
    watch.onPhase("compiling");
    profiler.attach();
    const step = await openStep(device, options.step);
    try {
      let opened = await profiler.collect();
      profiler.detach();
      watch.onPrograms?.(step.programs());
      const probe =
        fallsBack && !profiler.isWallClock ? await profileOnce(step, profiler) : undefined;
      if (probe) opened = withCompilation(opened, probe);
      const isCoarse = fallsBack && (probe === undefined || hasCoarseClock(probe));
      if (isCoarse) {
        profiler.destroy();
        profiler = new Profiler(device, { now, usesWallClock: true, batchMs });
      }
      if (options.ceilings === undefined) watch.onPhase("measuring the ceilings");
      const { onStep } = watch;
      const isStopped = () => watch.isStopped();
      const howLong = { now, isStopped, ...(isCoarse && longCeilings) };
      const ceilings = options.ceilings ?? (await measureCeilings(device, howLong));
      if (isStopped()) return undefined;
      watch.onPhase("recording");
      const { steps, warmup, timedShare } = options;
      const taken = { steps, warmup, timedShare, now, isStopped, onStep };
      const record = await recordSteps(step, profiler, taken);
      if (isStopped()) return undefined;
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

/** Measurements of ceilings so long that a clock of 0.1 ms is half a per cent of them. */
const longCeilings = { leastMs: 20, repeats: 2 };

async function profileOnce(step: OpenStep, profiler: Profiler): Promise<Profile> {
  profiler.attach();
  await (await step.submit()).read();
  const profile = await profiler.collect();
  profiler.detach();
  return profile;
}

/** What was compiled when a step first ran belongs to its opening. */
function withCompilation(opened: Profile, { host, counts }: Profile): Profile {
  const sum = (what: keyof Profile["counts"]) => opened.counts[what] + counts[what];
  return {
    ...opened,
    host: [...opened.host, ...host.filter(({ kind }) => kind === "compile")],
    counts: {
      ...opened.counts,
      bindGroups: sum("bindGroups"),
      pipelines: sum("pipelines"),
      pipelineHits: sum("pipelineHits"),
    },
  };
}

/** True when timestamps are none, or step by so much that launches have no times of their own. */
function hasCoarseClock({ clock, runs }: Profile): boolean {
  return runs.length === 0 || clock.resolutionNs >= coarseStepNs;
}

/** True when a launch seems faster than the ceilings allow: then they were disturbed. */
export function exceedsCeilings(measurement: ProfileMeasurement): boolean {
  return highestOf(measurement, measurement.ceilings) > highestShare;
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
