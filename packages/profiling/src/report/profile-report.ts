// The contents of profile.json: everything that the table, the picture and the browser viewer show.
import {
  type AdapterFacts,
  type HostEvent,
  kernelSource,
  type Plan,
  type Profile,
  type ProfileClock,
  type ProfileCounts,
  type ProfiledRun,
  type Storage,
} from "@pleura/engine";
import type { Ceilings } from "@pleura/kernels";
import type { StepRecord, StepWindow } from "../record/record-steps.ts";
import {
  deviceSpans,
  disjointHost,
  inTurn,
  queueSpans,
  type Span,
  spanOf,
} from "../trace/tracks.ts";
import { type LaunchBinding, launchBindings } from "./launch-bindings.ts";
import { type LaunchStats, type ProfileStats, profileStats } from "./launch-stats.ts";
import { type PlanMemory, planMemory } from "./plan-memory.ts";
import { type ProfileRow, profileRows } from "./profile-rows.ts";
import { median, quantile, sum } from "./quantile.ts";
import { wallTime } from "./wall-parts.ts";

/** What made the profile. */
export interface ProfileFacts {
  readonly title: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly adapter: AdapterFacts;
  readonly versions: Readonly<Record<string, string>>;
  readonly gitHash: string | undefined;
  /** Day and time it was made, ISO 8601. */
  readonly date: string;
}

/** A named part of a step's wall time. */
export interface TimePart {
  readonly name: string;
  readonly ms: number;
}

/** A kernel with its text. */
export interface KernelText {
  readonly name: string;
  readonly wgsl: string;
}

/** One launch of a program, in the order of its plan. */
export type LaunchEntry = Omit<LaunchStats, "samples" | "program"> & {
  readonly samples: number;
  /** Place of its text among the report's kernels. */
  readonly text: number;
  readonly bindings: readonly LaunchBinding[];
  /** Values of the kernel's parameters. */
  readonly params: Readonly<Record<string, number>>;
};

/** A program of the step. */
export interface ProgramEntry {
  readonly name: string;
  /** Runs per step. */
  readonly runs: number;
  readonly launches: readonly LaunchEntry[];
  readonly memory: PlanMemory;
}

/** A stretch of time on one of the three tracks, microseconds from the beginning of the timeline. */
export interface TrackEvent {
  readonly name: string;
  readonly kind: string;
  readonly startUs: number;
  readonly endUs: number;
  /** Of a launch, or of the first of several timed together: places of program and launch. */
  readonly program?: number;
  readonly launch?: number;
}

/** Contents of profile.json. Times in milliseconds unless the name says otherwise; ratios 0 to 1. */
export interface ProfileReport extends ProfileFacts {
  readonly format: "pleura-profile/1";
  readonly ceilings: Ceilings;
  readonly clock: ProfileClock & { readonly timestampUs: number };
  /** What profiling cost: blocks of steps with and without it, in turn. */
  readonly cost: {
    readonly onMs: number;
    readonly offMs: number;
    /** Middle and quartiles of on / off − 1 over pairs of neighbouring blocks: a machine's moods cancel. */
    readonly share: number;
    readonly shareLow: number;
    readonly shareHigh: number;
    readonly steps: number;
    /** Launches timed alone in each step, and launches of a step. */
    readonly timedPerStep: number;
    readonly launchesPerStep: number;
    /** Steps between these that timed every launch. */
    readonly detailSteps: number;
  };
  /**
   * A step's wall time under the profiler and its parts, which add up to it, of the block of steps with
   * the middle time: a disturbed block would say what the machine did, not what the step does.
   */
  readonly wall: {
    readonly stepMs: number;
    readonly parts: readonly TimePart[];
    /** All of the host's work, hidden behind launches or not. */
    readonly host: readonly TimePart[];
  };
  /** Per step. */
  readonly counts: ProfileCounts;
  readonly compile: {
    /** From process start of the first step to its end. */
    readonly firstStepMs: number;
    /** Time in which at least one pipeline was compiling. */
    readonly wallMs: number;
    readonly hits: number;
    readonly bindGroups: number;
    /**
     * Pipelines compile side by side: `ms` is what each added after the one that was ready before it, so
     * that they add up to `wallMs`; `readyMs` is what it took from being asked for.
     */
    readonly pipelines: readonly {
      readonly name: string;
      readonly ms: number;
      readonly readyMs: number;
    }[];
  };
  /** One recorded block of steps as it was: microseconds from its beginning. */
  readonly timeline: {
    readonly host: readonly TrackEvent[];
    readonly queue: readonly TrackEvent[];
    readonly device: readonly TrackEvent[];
  };
  readonly programs: readonly ProgramEntry[];
  readonly byKernel: readonly ProfileRow[];
  readonly byLayer: readonly ProfileRow[];
  readonly kernels: readonly KernelText[];
}

/** What was measured. */
export interface ProfileMeasurement {
  readonly opened: Profile;
  readonly record: StepRecord;
  readonly programs: ReadonlyMap<Plan, string>;
  readonly ceilings: Ceilings;
}

/** The statistics of a measurement: also what decides whether the ceilings must be measured again. */
export function statsOf({ record, programs }: ProfileMeasurement, ceilings: Ceilings) {
  const { measured, on, detailed } = record;
  return profileStats(measured.runs, programs, stepsOf([...on, ...detailed]), ceilings);
}

/** Runs that were submitted in a window. */
function runsIn({ fromMs, toMs }: StepWindow, runs: readonly ProfiledRun[]) {
  return runs.filter(({ submitMs }) => submitMs >= fromMs && submitMs <= toMs);
}

/** Launches that were timed alone in windows. */
function timedIn(windows: readonly StepWindow[], runs: readonly ProfiledRun[]): number {
  return sum(
    windows.flatMap((window) => runsIn(window, runs).map(({ launches }) => launches.length)),
  );
}

function stepsOf(windows: readonly StepWindow[]): number {
  return sum(windows.map(({ steps }) => steps));
}

/** Puts a measurement together. */
export function profileReport(
  facts: ProfileFacts,
  measurement: ProfileMeasurement,
): ProfileReport & { readonly stats: ProfileStats } {
  const { opened, record, programs, ceilings } = measurement;
  const { on, detailed } = record;
  const steps = stepsOf([...on, ...detailed]);
  const stats = statsOf(measurement, ceilings);
  const { measured } = record;
  const plans = [...new Set(measured.runs.map(({ plan }) => plan))];
  const [onMs, offMs] = [perStep(record.on), perStep(record.off)];
  const ratios = record.on.flatMap((block, at) => {
    const other = record.off[at];
    return other ? [perStepMs(block) / perStepMs(other)] : [];
  });
  const { counts } = measured;
  const kernels = kernelTexts(plans);
  return {
    format: "pleura-profile/1",
    ...facts,
    ceilings,
    clock: { ...measured.clock, timestampUs: stats.timestampNs / 1e3 },
    cost: {
      onMs,
      offMs,
      share: median(ratios) - 1,
      shareLow: quantile(ratios, 0.25) - 1,
      shareHigh: quantile(ratios, 0.75) - 1,
      steps: stepsOf(on),
      timedPerStep: timedIn(on, measured.runs) / stepsOf(on),
      detailSteps: stepsOf(detailed),
      launchesPerStep: counts.dispatches / steps,
    },
    wall: wallOf(record, stats),
    counts: {
      submits: counts.submits / steps,
      dispatches: counts.dispatches / steps,
      bindGroups: counts.bindGroups / steps,
      pipelines: counts.pipelines / steps,
      pipelineHits: counts.pipelineHits / steps,
    },
    compile: compileOf([opened, record.first], record.firstMs),
    timeline: timelineOf(record, plans),
    programs: plans.map((plan, at) => {
      const name = programs.get(plan) ?? `program ${at + 1}`;
      const own = stats.launches.filter(({ program }) => program === name);
      return {
        name,
        runs: measured.runs.filter((run) => run.plan === plan).length / steps,
        launches: launchEntries(plan, own, kernels),
        memory: planMemory(plan),
      };
    }),
    byKernel: profileRows(stats.launches, "kernel"),
    byLayer: profileRows(stats.launches, "label"),
    kernels,
    stats,
  };
}

function launchEntries(
  plan: Plan,
  stats: readonly LaunchStats[],
  kernels: readonly KernelText[],
): readonly LaunchEntry[] {
  const temporaries = new Map<Storage, number>(plan.temporaries.map((one, at) => [one, at]));
  const texts = new Map(kernels.map(({ wgsl }, at) => [wgsl, at]));
  return stats.flatMap(({ samples, program: _, ...rest }) => {
    const planned = plan.launches[rest.launch];
    if (planned === undefined) return [];
    return [
      {
        ...rest,
        samples: samples.length,
        text: texts.get(kernelSource(planned.kernel)) ?? -1,
        bindings: launchBindings(planned, temporaries),
        params: planned.params,
      },
    ];
  });
}

const perStepMs = ({ fromMs, toMs, steps }: StepWindow) => (toMs - fromMs) / steps;

function perStep(windows: readonly StepWindow[]): number {
  return median(windows.map(perStepMs));
}

/** The wall time with the launches' part divided into launches and the timestamps' own cost. */
function wallOf({ on, measured }: StepRecord, stats: ProfileStats): ProfileReport["wall"] {
  const blocks = on.toSorted((a, b) => perStepMs(a) - perStepMs(b));
  const block = blocks[blocks.length >> 1];
  if (block === undefined) return { stepMs: 0, parts: [], host: [] };
  const runs = runsIn(block, measured.runs);
  const { stepMs, parts, host: work } = wallTime([block], runs, measured.host);
  const kernelsMs = sum(stats.launches.map(({ calls, medianNs }) => calls * medianNs)) / 1e6;
  const busyMs = parts.get("launches") ?? 0;
  const passes = sum(runs.map((run) => run.launches.length + run.groups.length)) / block.steps;
  const timestampsMs = (passes * stats.timestampNs) / 1e6;
  const rest = [...parts]
    .filter(([name]) => name !== "launches")
    .map(([name, ms]) => ({ name: name.replace(/^host: /, "device idle, host: "), ms }))
    .toSorted((a, b) => b.ms - a.ms);
  return {
    stepMs,
    parts: [
      { name: "launches, at their medians", ms: kernelsMs },
      { name: "launches, beyond their medians", ms: busyMs - kernelsMs - timestampsMs },
      { name: "timestamps", ms: timestampsMs },
      ...rest,
    ],
    host: [...work].map(([name, ms]) => ({ name, ms })).toSorted((a, b) => b.ms - a.ms),
  };
}

function compileOf(profiles: readonly Profile[], firstStepMs: number): ProfileReport["compile"] {
  const events = profiles.flatMap(({ host }) => host.filter(({ kind }) => kind === "compile"));
  return {
    firstStepMs,
    wallMs: covered(events),
    hits: sum(profiles.map(({ counts }) => counts.pipelineHits)),
    bindGroups: sum(profiles.map(({ counts }) => counts.bindGroups)),
    pipelines: inTurn(events.map(spanOf))
      .map(({ name, startNs, endNs, args }) => ({
        name: name.replace(/^compile: /, ""),
        ms: (endNs - startNs) / 1e6,
        readyMs: Number(args?.["msUntilReady"]),
      }))
      .toSorted((one, other) => other.ms - one.ms),
  };
}

/** A step that was seen in full, or else the last block, which is warm. */
function timelineOf(
  { on, measured, detailed }: StepRecord,
  plans: readonly Plan[],
): ProfileReport["timeline"] {
  const window = detailed.at(-1) ?? on.at(-1);
  if (window === undefined) return { host: [], queue: [], device: [] };
  const { fromMs, toMs } = window;
  const runs = runsIn(window, measured.runs);
  const host = measured.host.filter(({ startMs }) => startMs >= fromMs && startMs <= toMs);
  const event = ({ name, cat, startNs, endNs }: Span): TrackEvent => ({
    name,
    kind: cat,
    startUs: startNs / 1e3 - fromMs * 1e3,
    endUs: endNs / 1e3 - fromMs * 1e3,
  });
  const launchesOf = (run: ProfiledRun, index: number) =>
    deviceSpans(run, index)
      .filter(({ cat }) => cat !== "run")
      .map((span) => ({
        ...event(span),
        program: plans.indexOf(run.plan),
        launch: Number(span.args?.["launch"] ?? span.args?.["first"]),
      }));
  return {
    host: disjointHost(host).map(event),
    queue: queueSpans(runs).map(event),
    device: runs.flatMap(launchesOf),
  };
}

/** Milliseconds in which at least one event was going on. */
function covered(events: readonly HostEvent[]): number {
  let [total, end] = [0, Number.NEGATIVE_INFINITY];
  for (const { startMs, endMs } of events.toSorted((a, b) => a.startMs - b.startMs)) {
    total += Math.max(0, endMs - Math.max(startMs, end));
    end = Math.max(end, endMs);
  }
  return total;
}

/** Every distinct kernel of the programs, in the order of their first launch. */
function kernelTexts(plans: readonly Plan[]): readonly KernelText[] {
  const texts = new Map<string, KernelText>();
  for (const { kernel } of plans.flatMap(({ launches }) => launches)) {
    const wgsl = kernelSource(kernel);
    texts.set(wgsl, { name: kernel.name, wgsl });
  }
  return [...texts.values()];
}
