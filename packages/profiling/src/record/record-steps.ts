// Runs a step under the profiler: the first step, then blocks without it, with it, and seen in full, in turn.
import type { Profile, Profiler } from "@pleura/engine";
import type { OpenStep } from "./open-step.ts";

/** Host time from `fromMs` to `toMs` in which `steps` steps ran. */
export interface StepWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly steps: number;
}

/** How long to record. */
export interface RecordOptions {
  /** Steps to record; 20, or what fits in a minute, when absent. */
  readonly steps?: number | undefined;
  readonly warmup: number;
  /** Share of the launches that each of these steps times alone; chosen to cost little when absent. */
  readonly timedShare?: number | undefined;
  readonly now: () => number;
  isStopped(): boolean;
  onStep(done: number, total: number): void;
}

/** What was recorded. */
export interface StepRecord {
  /** The first step alone, with what was compiled in it. */
  readonly first: Profile;
  readonly firstMs: number;
  /** All steps under the profiler. */
  readonly measured: Profile;
  /** Blocks of steps under the profiler as cheaply as it can be, and the blocks between them without it. */
  readonly on: readonly StepWindow[];
  readonly off: readonly StepWindow[];
  /** Steps between them that timed every launch alone, because the others could not afford to. */
  readonly detailed: readonly StepWindow[];
  readonly timedShare: number;
}

/** The profiler may slow a step by 3 %; half of it is left to what timestamps cost beyond the estimate. */
const timestampBudget = 0.015;
/** Times that each launch is to be seen: the fewest whose median survives two disturbed ones. */
const leastSamples = 5;
const usualSteps = 20;
/** Longest recording that is chosen by itself: half with the profiler, half without. */
const longestMs = 60_000;
/** Blocks of steps, with and without the profiler in turn. */
const blocks = 10;

/** Records a step; the profiler is detached before and after. */
export async function recordSteps(
  step: OpenStep,
  profiler: Profiler,
  options: RecordOptions,
): Promise<StepRecord> {
  const { now, warmup, isStopped, onStep } = options;
  profiler.attach();
  const firstBlock = await runBlock(step, 1, now);
  const first = await profiler.collect();
  profiler.detach();
  for (let done = 0; done < warmup && !isStopped(); done += 1) await runBlock(step, 1, now);
  const probe = await probeCost(step, profiler, options);
  const { steps, timedShare, detailSteps } = chooseSteps(options, probe, profiler.isWallClock);
  const total = steps + detailSteps;
  const size = Math.max(1, Math.ceil(steps / blocks));
  const on: StepWindow[] = [];
  const off: StepWindow[] = [];
  const detailed: StepWindow[] = [];
  const profiled = async (count: number, share: number): Promise<StepWindow> => {
    profiler.timedShare = share;
    profiler.attach();
    const window = await runBlock(step, count, now);
    profiler.detach();
    return window;
  };
  for (let done = 0, round = 0; done < steps && !isStopped(); done += size, round += 1) {
    const count = Math.min(size, steps - done);
    // Which comes first changes, so that a machine that slows down or speeds up favours neither.
    if (round % 2 === 0) off.push(await runBlock(step, count, now));
    on.push(await profiled(count, timedShare));
    if (round % 2 === 1) off.push(await runBlock(step, count, now));
    // Between the others, so that all see the same moods of the machine.
    const due = Math.ceil((detailSteps * (done + count)) / steps);
    while (detailed.length < due && !isStopped()) detailed.push(await profiled(1, 1));
    onStep(done + count + detailed.length, total);
  }
  const measured = await profiler.collect();
  const firstMs = firstBlock.toMs - firstBlock.fromMs;
  return { first, firstMs, measured, on, off, detailed, timedShare };
}

/** Steps as a training loop takes them: the next is submitted before the last one's results are read. */
async function runBlock(step: OpenStep, steps: number, now: () => number): Promise<StepWindow> {
  const fromMs = now();
  let pending: { read(): Promise<unknown> } | undefined;
  for (let index = 0; index < steps; index += 1) {
    const submitted = await step.submit();
    await pending?.read();
    pending = submitted;
  }
  await pending?.read();
  return { fromMs, toMs: now(), steps };
}

interface Probe {
  readonly offMs: number;
  readonly onMs: number;
}

/** The fastest of three steps each, with every launch timed and without: enough to choose by. */
async function probeCost(
  step: OpenStep,
  profiler: Profiler,
  { now, isStopped }: Pick<RecordOptions, "now" | "isStopped">,
): Promise<Probe> {
  let [offMs, onMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  profiler.timedShare = 1;
  for (let round = 0; round < 3 && !isStopped(); round += 1) {
    const off = await runBlock(step, 1, now);
    profiler.attach();
    const on = await runBlock(step, 1, now);
    profiler.detach();
    offMs = Math.min(offMs, off.toMs - off.fromMs);
    onMs = Math.min(onMs, on.toMs - on.fromMs);
  }
  await profiler.collect();
  return { offMs, onMs };
}

/** How many steps are recorded, which share of launches each times, and how many more time them all. */
export function chooseSteps(
  given: Pick<RecordOptions, "steps" | "timedShare">,
  { offMs, onMs }: Probe,
  isWallClock: boolean,
): { readonly steps: number; readonly timedShare: number; readonly detailSteps: number } {
  const cost = Math.max(0, onMs / offMs - 1);
  const affordable = isWallClock || cost <= timestampBudget ? 1 : timestampBudget / cost;
  const timedShare = given.timedShare ?? affordable;
  const fits = Math.max(1, Math.floor(longestMs / 2 / offMs));
  const steps = given.steps ?? Math.min(fits, usualSteps);
  const isSeen = timedShare === 1 || Math.floor(steps * timedShare) >= leastSamples;
  return { steps, timedShare, detailSteps: isSeen ? 0 : Math.min(leastSamples, fits) };
}
