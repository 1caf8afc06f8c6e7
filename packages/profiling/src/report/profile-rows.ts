// The table of a profile: launches put together by kernel or by layer.
import type { Bound, LaunchStats } from "./launch-stats.ts";
import { median, quantile, sum } from "./quantile.ts";

/** Launches that share a kernel, or a layer's name. */
export interface ProfileRow {
  readonly name: string;
  /** Per step. */
  readonly calls: number;
  /** Milliseconds per step: each call at its launch's median. */
  readonly totalMs: number;
  /** Share of the time of all launches, 0 to 1. */
  readonly timeShare: number;
  /** Microseconds of one call: the middle and the least of all timings. */
  readonly medianUs: number;
  readonly minUs: number;
  /** Distance of the quartiles over the median, of each timing against its own launch's median. */
  readonly spread: number;
  readonly gflops: number;
  readonly gbs: number;
  /** Operations per byte. */
  readonly intensity: number;
  /** Time that the ceilings allow over the time taken (medians), 0 to 1. */
  readonly share: number;
  readonly bound: Bound;
  readonly variants: readonly string[];
  readonly workgroups: readonly string[];
  readonly grids: readonly string[];
  readonly kernels: readonly string[];
  readonly layers: readonly string[];
}

/** What rows can be sorted by. */
export const SORTS = ["total", "calls", "median", "share", "name"] as const;
/** One of {@link SORTS}. */
export type Sort = (typeof SORTS)[number];

/** Rows by kernel or by layer, longest first. */
export function profileRows(
  launches: readonly LaunchStats[],
  by: "kernel" | "label",
): readonly ProfileRow[] {
  const groups = new Map<string, LaunchStats[]>();
  for (const one of launches) {
    const group = groups.get(one[by]);
    if (group) group.push(one);
    else groups.set(one[by], [one]);
  }
  const all = sum(launches.map(({ calls, medianNs }) => calls * medianNs));
  return [...groups].map(([name, group]) => row(name, group, all)).toSorted(comparing("total"));
}

function row(name: string, group: readonly LaunchStats[], allNs: number): ProfileRow {
  const total = (read: (one: LaunchStats) => number) =>
    sum(group.map((one) => one.calls * read(one)));
  const [flops, bytes] = [total((one) => one.flops), total((one) => one.bytes)];
  const [medianNs, idealNs] = [total((one) => one.medianNs), total((one) => one.idealNs)];
  const samples = group.flatMap((one) => one.samples);
  const relative = group.flatMap((one) => one.samples.map((ns) => ns / one.medianNs));
  const memoryNs = total((one) => (one.bound === "memory" ? one.idealNs : 0));
  const distinct = (read: (one: LaunchStats) => string) => [
    ...new Set(group.map(read).filter((text) => text !== "")),
  ];
  return {
    name,
    calls: total(() => 1),
    totalMs: medianNs / 1e6,
    timeShare: allNs > 0 ? medianNs / allNs : 0,
    medianUs: median(samples) / 1e3,
    minUs: Math.min(...group.map((one) => one.minNs)) / 1e3,
    spread: quantile(relative, 0.75) - quantile(relative, 0.25),
    gflops: flops / medianNs,
    gbs: bytes / medianNs,
    intensity: bytes > 0 ? flops / bytes : 0,
    share: idealNs / medianNs,
    bound: 2 * memoryNs >= idealNs ? "memory" : "arithmetic",
    variants: distinct((one) => one.variant),
    workgroups: distinct((one) => one.workgroup.join("×")),
    grids: distinct((one) => one.grid.join("×")),
    kernels: distinct((one) => one.kernel),
    layers: distinct((one) => one.label),
  };
}

/** Compares rows for a sort: largest first, names from A to Z. */
export function comparing(sort: Sort): (a: ProfileRow, b: ProfileRow) => number {
  if (sort === "name") return (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const read = {
    total: (one: ProfileRow) => one.totalMs,
    calls: (one: ProfileRow) => one.calls,
    median: (one: ProfileRow) => one.medianUs,
    share: (one: ProfileRow) => one.share,
  }[sort];
  return (a, b) => read(b) - read(a);
}
