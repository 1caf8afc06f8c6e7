// Runs a step under the profiler: first runs, choice of what to time, then blocks with and without it in turn.
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
  /** Steps to time; chosen so that every launch is seen when absent. */
  readonly steps?: number | undefined;
  readonly warmup: number;
  /** Share of the launches that each step times alone; chosen to cost little when absent. */
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
  readonly measured: Profile;
  /** Blocks under the profiler, and the blocks between them without it. */
  readonly on: readonly StepWindow[];
  readonly off: readonly StepWindow[];
  readonly timedShare: number;
  readonly dispatchesPerStep: number;
}

/** The profiler may slow a step by 3 %; half of it is left to what timestamps cost beyond this estimate. */
const timestampBudget = 0.015;
/** Times that each launch is to be seen: the fewest whose median survives two disturbed ones. */
const leastSamples = 5;
const leastSteps = 20;
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
  const first = await runBlock(step, 1, now);
  const firstProfile = await profiler.collect();
  const dispatchesPerStep = firstProfile.counts.dispatches;
  profiler.detach();
  for (let done = 0; done < warmup && !isStopped(); done += 1) await runBlock(step, 1, now);
  const probe = await probeCost(step, profiler, now);
  const choice = chooseSteps(options, probe, dispatchesPerStep, profiler.isWallClock);
  profiler.timedShare = choice.timedShare;
  const size = Math.max(1, Math.ceil(choice.steps / blocks));
  const on: StepWindow[] = [];
  const off: StepWindow[] = [];
  for (let done = 0; done < choice.steps && !isStopped(); done += size) {
    const count = Math.min(size, choice.steps - done);
    off.push(await runBlock(step, count, now));
    profiler.attach();
    on.push(await runBlock(step, count, now));
    profiler.detach();
    onStep(done + count, choice.steps);
  }
  const measured = await profiler.collect();
  return {
    first: firstProfile,
    firstMs: first.toMs - first.fromMs,
    measured,
    on,
    off,
    timedShare: choice.timedShare,
    dispatchesPerStep,
  };
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
async function probeCost(step: OpenStep, profiler: Profiler, now: () => number): Promise<Probe> {
  let [offMs, onMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  profiler.timedShare = 1;
  for (let round = 0; round < 3; round += 1) {
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

/** How many steps, and which share of launches each of them times. */
export function chooseSteps(
  given: Pick<RecordOptions, "steps" | "timedShare">,
  { offMs, onMs }: Probe,
  dispatches: number,
  isWallClock: boolean,
): { readonly steps: number; readonly timedShare: number } {
  const cost = Math.max(0, onMs / offMs - 1);
  const affordable = isWallClock || cost <= timestampBudget ? 1 : timestampBudget / cost;
  const fits = Math.max(1, Math.floor(longestMs / 2 / offMs));
  const wanted = Math.max(leastSteps, Math.ceil(leastSamples / (given.timedShare ?? affordable)));
  const steps = given.steps ?? Math.min(fits, wanted);
  if (given.timedShare !== undefined) return { steps, timedShare: given.timedShare };
  // What is never timed would be missing from the table, so few steps time more.
  const needed = Math.min(1, leastSamples / steps);
  const share = Math.max(affordable, needed);
  return { steps, timedShare: Math.ceil(share * dispatches) >= dispatches ? 1 : share };
}
