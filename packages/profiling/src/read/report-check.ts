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
  subgroupSize: (value, path) => (value === undefined ? undefined : count(value, path)),
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

const binding = ((value, path) => {
  const { temporary, ...rest } = objectOf({
    name,
    element: name,
    kind: oneOf("temporary", "variable", "input", "constant"),
    label: name,
    bytes: positive,
    temporary: (place, at) => (place === undefined ? undefined : count(place, at)),
  })(value, path);
  return temporary === undefined ? rest : { ...rest, temporary };
}) satisfies Check<LaunchBinding>;

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
  text: orElse((value, path) => (value === -1 ? -1 : count(value, path)), -1),
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

const event = ((value, path) => {
  const place: Check<number | undefined> = (given, at) =>
    given === undefined ? undefined : count(given, at);
  const {
    program: at,
    launch: of,
    ...rest
  } = objectOf({
    name,
    kind: name,
    startUs: finite,
    endUs: finite,
    program: place,
    launch: place,
  })(value, path);
  return { ...rest, ...(at !== undefined && of !== undefined && { program: at, launch: of }) };
}) satisfies Check<ProfileReport["timeline"]["host"][number]>;

const kernel: Check<KernelText> = objectOf({
  name,
  wgsl: (value, path) => plainLines(text(value, path)),
});

/** A value as it is: settings are shown as JSON and never read. */
const anything: Check<unknown> = (value) => value;

const complete = objectOf({
  format: oneOf("pleura-profile/1"),
  title: name,
  settings: orElse(mapOf(anything), {}),
  adapter,
  versions: orElse(mapOf(name), {}),
  gitHash: (value, path) => (value === undefined || value === null ? undefined : name(value, path)),
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
export const reportCheck: Check<ProfileReport> = (value, path) => {
  const report = complete(value, path);
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
