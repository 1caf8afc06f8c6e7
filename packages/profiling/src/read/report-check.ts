// What a profile.json must hold, field by field; what earlier versions did not write yet is filled in.
import type { AdapterFacts } from "@pleura/engine";
import type { Ceilings } from "@pleura/kernels";
import type { LaunchBinding } from "../report/launch-bindings.ts";
import type { PlanMemory } from "../report/plan-memory.ts";
import type {
  KernelText,
  LaunchEntry,
  ProfileReport,
  ProgramEntry,
  TrackEvent,
} from "../report/profile-report.ts";
import type { ProfileRow } from "../report/profile-rows.ts";
import {
  type Check,
  count,
  finite,
  flag,
  listOf,
  mapOf,
  name,
  objectOf,
  oneOf,
  orElse,
  positive,
  statistic,
  text,
  triple,
} from "./checks.ts";
import { plainLines } from "./plain-lines.ts";

const bound = oneOf("memory", "arithmetic");

const adapter: Check<AdapterFacts> = objectOf({
  vendor: name,
  architecture: name,
  description: name,
  subgroupSize: orElse(count, undefined),
  hasF16: flag,
  hasTimestamps: flag,
  isSoftware: flag,
  maxBufferSize: positive,
  maxStorageBufferBindingSize: positive,
  maxStorageBuffersPerShaderStage: positive,
  maxComputeInvocationsPerWorkgroup: positive,
  maxComputeWorkgroupStorageSize: positive,
  maxComputeWorkgroupsPerDimension: positive,
});

const ceilings: Check<Ceilings> = objectOf({
  fmaGflops: positive,
  copyGBs: positive,
  fmaKernel: name,
  copyKernel: name,
  memory: listOf(objectOf({ workingSetBytes: positive, gbs: positive, kernel: name })),
});

const row: Check<ProfileRow> = objectOf({
  name,
  calls: positive,
  totalMs: statistic,
  timeShare: statistic,
  medianUs: statistic,
  minUs: statistic,
  spread: statistic,
  gflops: statistic,
  gbs: statistic,
  intensity: statistic,
  share: statistic,
  bound,
  variants: listOf(name),
  workgroups: listOf(name),
  grids: listOf(name),
  kernels: listOf(name),
  layers: listOf(name),
});

const anyBinding = objectOf({
  name,
  element: name,
  kind: oneOf("temporary", "variable", "input", "constant"),
  label: name,
  bytes: positive,
  temporary: orElse(count, undefined),
});

const binding: Check<LaunchBinding> = (value) => {
  const { temporary, ...rest } = anyBinding(value);
  return temporary === undefined ? rest : { ...rest, temporary };
};

const launch: Check<LaunchEntry> = objectOf({
  launch: count,
  label: name,
  kernel: name,
  variant: orElse(name, ""),
  workgroup: triple,
  grid: triple,
  flops: positive,
  bytes: positive,
  workingSetBytes: positive,
  calls: positive,
  samples: count,
  medianNs: positive,
  minNs: positive,
  spread: statistic,
  idealNs: positive,
  bound,
  text: orElse((value) => (value === -1 ? -1 : count(value)), -1),
  bindings: orElse(listOf(binding), []),
  params: orElse(mapOf(statistic), {}),
});

const work = objectOf({ launches: count, bytes: positive });

const memory: Check<PlanMemory> = objectOf({
  launches: count,
  work,
  fewest: work,
  arenaBytes: listOf(positive),
  peakBytes: positive,
  lowerBoundBytes: positive,
  variableBytes: positive,
  inputBytes: positive,
  constantBytes: positive,
  resultBytes: positive,
  temporaries: listOf(
    objectOf({
      label: name,
      bytes: positive,
      first: count,
      last: count,
      arena: count,
      offset: positive,
      shape: orElse(listOf(count), []),
    }),
  ),
  liveBytes: listOf(positive),
});

const program: Check<ProgramEntry> = objectOf({
  name,
  runs: positive,
  launches: listOf(launch),
  memory,
});

const part = objectOf({ name, ms: finite });

const anyEvent = objectOf({
  name,
  kind: name,
  startUs: finite,
  endUs: finite,
  program: orElse(count, undefined),
  launch: orElse(count, undefined),
});

const event: Check<TrackEvent> = (value) => {
  const { program: of, launch: at, ...rest } = anyEvent(value);
  return of === undefined || at === undefined ? rest : { ...rest, program: of, launch: at };
};

const kernel: Check<KernelText> = objectOf({
  name,
  wgsl: (value) => plainLines(text(value)),
});

/** A value as it is: settings are shown as JSON and never read. */
const anything: Check<unknown> = (value) => value;

const complete = objectOf({
  format: oneOf("pleura-profile/1"),
  title: name,
  settings: orElse(mapOf(anything), {}),
  adapter,
  versions: orElse(mapOf(name), {}),
  gitHash: orElse(name, undefined),
  date: name,
  ceilings,
  clock: objectOf({
    kind: oneOf("timestamp-query", "wall-clock"),
    resolutionNs: positive,
    discardedRuns: count,
    timestampUs: positive,
    batchMs: orElse(positive, 0),
  }),
  cost: objectOf({
    onMs: statistic,
    offMs: statistic,
    share: statistic,
    shareLow: statistic,
    shareHigh: statistic,
    steps: positive,
    timedPerStep: statistic,
    launchesPerStep: statistic,
    detailSteps: positive,
  }),
  wall: objectOf({ stepMs: positive, parts: listOf(part), host: listOf(part) }),
  counts: objectOf({
    submits: positive,
    dispatches: positive,
    bindGroups: positive,
    pipelines: positive,
    pipelineHits: positive,
  }),
  compile: objectOf({
    firstStepMs: positive,
    wallMs: positive,
    hits: positive,
    bindGroups: positive,
    pipelines: listOf(objectOf({ name, ms: finite, readyMs: statistic })),
  }),
  timeline: objectOf({ host: listOf(event), queue: listOf(event), device: listOf(event) }),
  programs: listOf(program),
  byKernel: listOf(row),
  byLayer: listOf(row),
  kernels: listOf(kernel),
});

/** Checks a report, and finds the texts of launches by their kernels' names where a file does not say which. */
export const reportCheck: Check<ProfileReport> = (value) => {
  const report = complete(value);
  const places = new Map(report.kernels.map((one, at) => [one.name, at]));
  return {
    ...report,
    programs: report.programs.map((one) => ({
      ...one,
      launches: one.launches.map((of) =>
        of.text >= 0 ? of : { ...of, text: places.get(of.kernel) ?? -1 },
      ),
    })),
  };
};
