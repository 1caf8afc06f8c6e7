// What a profile is made of: plain data about launches, runs and the host's work.
import type { Plan } from "../compile/plan.ts";
import type { Cost } from "../graph/op.ts";

/** A stretch of the device's time. */
export interface PassTime {
  readonly startNs: number;
  readonly endNs: number;
}

/** Launches of a profiled run that were timed together, `first` to `last` of the plan. */
export interface GroupTime extends PassTime {
  readonly first: number;
  readonly last: number;
}

/** One dispatch of a profiled run. Times are nanoseconds on the clock of the host. */
export interface LaunchTime extends PassTime {
  /** Name of the node in the model. */
  readonly label: string;
  readonly kernel: string;
  /** Which form of the kernel ran, as the kernel says; empty when it has one form. */
  readonly variant: string;
  readonly grid: readonly [number, number, number];
  readonly workgroup: readonly [number, number, number];
  readonly cost: Cost;
  /** Distinct bytes that the launch can reach: what must lie in a cache for it to run from there. */
  readonly workingSetBytes: number;
  /** Position in the plan. */
  readonly launch: number;
}

/** One submitted run of a program. */
export interface ProfiledRun {
  /** Tells which program ran: each has a plan of its own. */
  readonly plan: Plan;
  /** Launches that were timed alone; all of them unless `timedShare` is below 1. */
  readonly launches: readonly LaunchTime[];
  /** All other launches. */
  readonly groups: readonly GroupTime[];
  /** When its commands were handed over, milliseconds of the host. */
  readonly submitMs: number;
}

/** What the host did. `wait` is time in which it had nothing to do but wait for the device. */
export type HostWork =
  | "data"
  | "compile"
  | "upload"
  | "encode"
  | "submit"
  | "wait"
  | "read-back"
  | "profiler";

/** A piece of the host's work, milliseconds on its clock. */
export interface HostEvent {
  readonly kind: HostWork;
  readonly label: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Bytes moved, where bytes are moved. */
  readonly bytes?: number;
}

/** How launches were timed, and what that is worth. */
export interface ProfileClock {
  /** `wall-clock` counts each launch's submit and waiting as well: only long launches are right. */
  readonly kind: "timestamp-query" | "wall-clock";
  /** Greatest common step of all timestamps: what the adapter rounds to. 0 when there are none. */
  readonly resolutionNs: number;
  /** Runs left out because their timestamps ran backwards or stood still. */
  readonly discardedRuns: number;
  /** Length of the batches in which launches that were waited for were timed, milliseconds; 0 for none. */
  readonly batchMs: number;
}

/** Counts of what was asked of the device. */
export interface ProfileCounts {
  readonly submits: number;
  readonly dispatches: number;
  readonly bindGroups: number;
  readonly pipelines: number;
  /** Kernels that were compiled already when they were asked for. */
  readonly pipelineHits: number;
}

/** Everything that was recorded. */
export interface Profile {
  readonly clock: ProfileClock;
  readonly runs: readonly ProfiledRun[];
  readonly host: readonly HostEvent[];
  readonly counts: ProfileCounts;
}
