// From recorded runs to one row per launch of a plan: its time, and the time the roofline allows.
import type { Plan, ProfiledRun } from "@pleura/engine";
import { type Ceilings, memoryCeilingGBs } from "@pleura/kernels";
import { median, quantile, sum } from "./quantile.ts";

/** What holds a launch back: arithmetic or memory, whichever the roofline gives more time. */
export type Bound = "memory" | "arithmetic";

/** One launch of a program with its timings, nanoseconds. */
export interface LaunchStats {
  readonly program: string;
  readonly launch: number;
  readonly label: string;
  readonly kernel: string;
  readonly variant: string;
  readonly workgroup: readonly [number, number, number];
  readonly grid: readonly [number, number, number];
  readonly flops: number;
  readonly bytes: number;
  readonly workingSetBytes: number;
  /** Times per step that it runs. */
  readonly calls: number;
  /** Every timing, without the timestamps' own cost. */
  readonly samples: readonly number[];
  readonly medianNs: number;
  readonly minNs: number;
  /** Distance of the quartiles over the median. */
  readonly spread: number;
  /** The least time that the measured ceilings allow. */
  readonly idealNs: number;
  readonly bound: Bound;
}

/** The timings of all programs. */
export interface ProfileStats {
  readonly launches: readonly LaunchStats[];
  /** What a timestamp adds to the launch that it times, nanoseconds; taken off every sample. */
  readonly timestampNs: number;
}

/** A timing cannot be made up of its timestamps alone: at least this share of it is the launch. */
const leastOwnShare = 0.1;

/** Sums up recorded runs of `steps` steps. */
export function profileStats(
  runs: readonly ProfiledRun[],
  names: ReadonlyMap<Plan, string>,
  steps: number,
  ceilings: Ceilings,
): ProfileStats {
  const plans = [...new Set(runs.map(({ plan }) => plan))];
  const byPlan = plans.map((plan) => {
    const own = runs.filter((run) => run.plan === plan);
    return { plan, own, raw: rawSamples(plan, own) };
  });
  const timestampNs = costOfTimestamp(byPlan);
  const launches = byPlan.flatMap(({ plan, own, raw }, at) =>
    plan.launches.flatMap((planned, launch): LaunchStats[] => {
      const samples = (raw[launch] ?? []).map((ns) =>
        Math.max(ns - timestampNs, ns * leastOwnShare),
      );
      if (samples.length === 0) return [];
      const { label, kernel, variant = "", grid, cost, storages } = planned;
      const workingSetBytes = sum([...new Set(storages)].map(({ sizeBytes }) => sizeBytes));
      return [
        {
          program: names.get(plan) ?? `program ${at + 1}`,
          ...{ launch, label, kernel: kernel.name, variant, grid, workgroup: kernel.workgroup },
          ...{ flops: cost.flops, bytes: cost.bytes, workingSetBytes },
          calls: own.length / steps,
          samples,
          medianNs: median(samples),
          minNs: Math.min(...samples),
          spread:
            quantile(samples, 0.75) / median(samples) - quantile(samples, 0.25) / median(samples),
          ...roofline(cost, workingSetBytes, ceilings),
        },
      ];
    }),
  );
  return { launches, timestampNs };
}

/** The roofline's time: that of the operations or that of the bytes, whichever is longer. */
export function roofline(
  cost: { readonly flops: number; readonly bytes: number },
  workingSetBytes: number,
  ceilings: Ceilings,
): { readonly idealNs: number; readonly bound: Bound } {
  const arithmeticNs = cost.flops / ceilings.fmaGflops;
  const memoryNs = cost.bytes / memoryCeilingGBs(ceilings, workingSetBytes);
  return arithmeticNs > memoryNs
    ? { idealNs: arithmeticNs, bound: "arithmetic" }
    : { idealNs: memoryNs, bound: "memory" };
}

function rawSamples(plan: Plan, runs: readonly ProfiledRun[]): readonly (readonly number[])[] {
  const samples: number[][] = plan.launches.map(() => []);
  for (const { launches } of runs) {
    for (const { launch, startNs, endNs } of launches) samples[launch]?.push(endNs - startNs);
  }
  return samples;
}

/**
 * What timing a launch alone adds to it, nanoseconds.
 *
 * A group of launches has the cost of timestamps once; its launches timed alone have it each. So
 * (Σ alone − together) / (launches − 1) of every group is one estimate; their median counts. 0 when every
 * launch is always timed alone, where nothing can tell it.
 */
function costOfTimestamp(
  plans: readonly {
    readonly own: readonly ProfiledRun[];
    readonly raw: readonly (readonly number[])[];
  }[],
): number {
  const estimates = plans.flatMap(({ own, raw }) => {
    const alone = raw.map((samples) => median(samples));
    return own.flatMap(({ groups }) =>
      groups.flatMap(({ first, last, startNs, endNs }) => {
        const inside = alone.slice(first, last + 1);
        if (inside.length < 2 || inside.some(Number.isNaN)) return [];
        return [(sum(inside) - (endNs - startNs)) / (inside.length - 1)];
      }),
    );
  });
  return estimates.length === 0 ? 0 : Math.max(0, quantile(estimates, 0.5));
}
