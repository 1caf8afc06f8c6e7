// A recording made by hand, for tests that need no GPU: one program of three launches, known times.

import type { HostEvent, Kernel, Plan, Profile, ProfiledRun } from "@pleura/engine";
import { baselineAdapter } from "@pleura/engine";
import type { Ceilings } from "@pleura/kernels";
import type { StepRecord } from "./record/record-steps.ts";
import { type ProfileReport, profileReport } from "./report/profile-report.ts";

/** 100 GFLOP/s, 10 GB/s in main memory, 20 GB/s below 1000 bytes. */
export const ceilings: Ceilings = {
  fmaGflops: 100,
  copyGBs: 10,
  fmaKernel: "fma",
  copyKernel: "copy",
  memory: [
    { workingSetBytes: 100, gbs: 20, kernel: "copy" },
    { workingSetBytes: 1000, gbs: 10, kernel: "copy" },
  ],
};

const kernel = (name: string): Kernel => ({
  name,
  bindings: [],
  params: [],
  workgroup: [64, 1, 1],
  body: `fn main() { /* ${name} */ }`,
});

/** Kernel and layer names, which a test may make hostile. */
export interface Names {
  readonly kernels: readonly [string, string, string];
  readonly labels: readonly [string, string, string];
}

const plainNames: Names = {
  kernels: ["conv", "add", "conv"],
  labels: ["a.conv", "a.add", "gradient of a.conv"],
};

/** A plan of three launches with two temporaries. */
export function threeLaunches({ kernels, labels }: Names = plainNames): Plan {
  const costs = [
    { flops: 50_000, bytes: 500 },
    { flops: 0, bytes: 2000 },
    { flops: 20_000, bytes: 4000 },
  ];
  const temporary = (label: string, first: number, last: number, offset: number) => ({
    ...{ kind: "temporary" as const, label, sizeBytes: 2000, first, last, arena: 0, offset },
    shape: [5, 100],
  });
  const temporaries = [temporary(labels[0], 0, 1, 0), temporary(labels[1], 1, 3, 2000)];
  return {
    launches: kernels.map((name, index) => ({
      kernel: kernel(name),
      storages: temporaries.slice(0, 1 + (index % 2)),
      params: {},
      grid: [index + 1, 1, 1] as const,
      label: labels[index] as string,
      cost: costs[index] as { flops: number; bytes: number },
    })),
    temporaries,
    arenaBytes: [4000],
    peakBytes: 4000,
    lowerBoundBytes: 4000,
    stateBytes: { variables: 8, inputs: 16, constants: 0, results: 4 },
    work: { launches: 3, bytes: 6500 },
    fewest: { launches: 2, bytes: 5000 },
  } as unknown as Plan;
}

/** A run whose launches begin at `startMs` and follow each other, each with its length in ns. */
export function runOf(plan: Plan, startMs: number, lengths: readonly number[]): ProfiledRun {
  let at = startMs * 1e6;
  const launches = plan.launches.map(
    ({ label, kernel: { name, workgroup }, grid, cost }, launch) => {
      const startNs = at;
      at += lengths[launch] as number;
      const words = { label, kernel: name, variant: "", grid, workgroup };
      const workingSetBytes = 2000 * (1 + (launch % 2));
      return { ...words, cost, workingSetBytes, launch, startNs, endNs: at };
    },
  );
  return { plan, submitMs: startMs - 0.5, launches, groups: [] };
}

/** A run in which launch 0 was timed alone and the others together. */
export function groupedRun(plan: Plan, startMs: number, alone: number, rest: number): ProfiledRun {
  const whole = runOf(plan, startMs, [alone, 0, 0]);
  const startNs = startMs * 1e6 + alone;
  return {
    ...whole,
    launches: whole.launches.slice(0, 1),
    groups: [{ first: 1, last: 2, startNs, endNs: startNs + rest }],
  };
}

const event = (
  kind: HostEvent["kind"],
  startMs: number,
  endMs: number,
  label: string = kind,
): HostEvent => ({ kind, label, startMs, endMs });

const counts = { submits: 2, dispatches: 6, bindGroups: 0, pipelines: 0, pipelineHits: 0 };
const clock = { kind: "timestamp-query", resolutionNs: 1, discardedRuns: 0, batchMs: 0 } as const;

/** Two steps in one window of 20 ms: each is prepared, submitted, runs for 3 ms and is waited for. */
export function record(plan: Plan): { opened: Profile; record: StepRecord } {
  const measured: Profile = {
    clock,
    counts,
    runs: [runOf(plan, 103, [1e6, 1e6, 1e6]), runOf(plan, 113, [1e6, 1e6, 1e6])],
    host: [
      event("data", 100, 102),
      event("encode", 102, 102.4),
      event("submit", 102.5, 102.8),
      // The wait for the first step goes on while the second is prepared.
      event("wait", 103, 107),
      event("data", 104, 106),
      event("read-back", 107, 107.5),
      event("upload", 108, 109, "input <x>"),
      event("wait", 113, 117),
    ],
  };
  const opened: Profile = {
    clock,
    counts: { ...counts, submits: 0, dispatches: 0, bindGroups: 3, pipelines: 2, pipelineHits: 1 },
    runs: [],
    host: [event("compile", 10, 30, "conv"), event("compile", 12, 25, "add")],
  };
  const window = { fromMs: 100, toMs: 120, steps: 2 };
  return {
    opened,
    record: {
      first: { clock, counts, runs: [], host: [] },
      firstMs: 12,
      measured,
      on: [window],
      off: [{ fromMs: 80, toMs: 99, steps: 2 }],
      detailed: [],
      timedShare: 1,
    },
  };
}

const facts = {
  title: "pretext step",
  settings: { step: "pretext" },
  adapter: baselineAdapter,
  versions: { pleura: "0" },
  gitHash: "abc",
  date: "2026-11-26T00:00:00.000Z",
};

/** The report of that recording. */
export function reportOf(names?: Names): ProfileReport {
  const plan = threeLaunches(names);
  const programs = new Map([[plan, "step"]]);
  const { stats: _, ...report } = profileReport(facts, { ...record(plan), programs, ceilings });
  return report;
}
