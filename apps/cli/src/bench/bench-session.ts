// One session of a benchmark: opens benches on a device, then measures all of them round by round.
import type { Device } from "@pleura/engine";
import { openReferenceLoad, type ReferenceLoad } from "@pleura/kernels";
import { type Benchable, deviceBytes, type OpenBench, openBench } from "./benchable.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Real extra work in one row, so that a comparison can be shown to find it. */
export interface Plant {
  readonly title: string;
  /** The row runs this many times as often as it says. */
  readonly factor: number;
}

/** How a session measures. */
export interface SessionOptions {
  readonly rounds: number;
  /** Least time of one sample, milliseconds. */
  readonly leastMs: number;
  readonly seed: number;
  /** Programs are open at once up to this many bytes on the device; further ones form the next group. */
  readonly groupBytes: number;
  readonly plant?: Plant | undefined;
  /** Waits until this process may use the machine: before each group is opened and before each sample. */
  turn(): Promise<void>;
  isStopped(): boolean;
  onSample(): void;
}

/** Samples of one bench in one session; the arrays run side by side, one entry per sample. */
export interface SessionSamples {
  /** Runs per sample, found by calibration. */
  readonly runs: number;
  /** Round that the sample belongs to; a disturbed one is followed by another of the same round. */
  readonly round: number[];
  /** Milliseconds of one run. */
  readonly ms: number[];
  /** Milliseconds of the reference loads in the same submission: mean of before and after. */
  readonly fmaMs: number[];
  readonly copyMs: number[];
  /** How differently the reference loads ran before and after: the larger |log(after / before)|. */
  readonly unrest: number[];
}

/** What a session found about one bench. */
export interface SessionRow extends SessionSamples {
  readonly title: string;
  readonly launches: number;
  readonly flops: number;
  readonly bytes: number;
  /** Bytes that its program holds on the device. */
  readonly deviceBytes: number;
}

interface Ready extends OpenBench {
  readonly row: SessionRow;
}

/** Least time of a reference load on each side of the row: long against a timestamp's step, short against the row. */
const referenceMs = 3;
/**
 * Unrest above which a sample is taken again: somebody came or went while it ran. Only the reference loads decide, never
 * the row's own time. On a quiet machine 95 of 100 samples stay below (2 cores, 2026-11-26).
 */
const mostUnrest = 0.15;
/** Times that a disturbed sample is taken again before the round is left as it is. */
const mostRetries = 2;
/** Most dispatches in a sample: encoding more takes the host longer than it helps. */
const mostDispatches = 40_000;

/**
 * Measures benches group by group; within a group in rounds over all of it, A B C A B C …, so that a disturbance of
 * some seconds touches every row a little and none alone. Each sample is one submission of
 * [multiply-adds, copy, the row, copy, multiply-adds]: the loads around the row never change, so they tell how fast the
 * machine was just then.
 */
export async function benchSession(
  device: Device,
  stopwatch: Stopwatch,
  benches: readonly Benchable[],
  options: SessionOptions,
): Promise<SessionRow[]> {
  const rows: SessionRow[] = [];
  const reference = await openReference(device, stopwatch, options);
  try {
    const queue = [...benches];
    while (queue.length > 0 && !options.isStopped()) {
      await options.turn();
      const group = await openGroup(device, stopwatch, queue, options);
      try {
        await measureGroup(group, reference, stopwatch, options);
      } finally {
        for (const { close } of group) await close();
      }
      rows.push(...group.map(({ row }) => row));
    }
  } finally {
    reference.load.destroy();
  }
  return rows;
}

/** The reference load with the number of times that each part is run in a sample. */
interface Reference {
  readonly load: ReferenceLoad;
  readonly fmaTimes: number;
  readonly copyTimes: number;
}

async function openReference(
  device: Device,
  stopwatch: Stopwatch,
  { turn }: SessionOptions,
): Promise<Reference> {
  await turn();
  const load = await openReferenceLoad(device);
  await stopwatch.time([load.fma(1), load.copy(1)]);
  const fmaTimes = await calibrate(stopwatch, (times) => load.fma(times), referenceMs, 1000);
  const copyTimes = await calibrate(stopwatch, (times) => load.copy(times), referenceMs, 1000);
  return { load, fmaTimes, copyTimes };
}

/** Measurements of which the fastest decides, since others may have slowed the rest. */
const calibrations = 3;

/** How many times of the work take at least `leastMs` when nobody disturbs. */
async function calibrate(
  stopwatch: Stopwatch,
  work: (times: number) => GPUCommandBuffer,
  leastMs: number,
  most: number,
): Promise<number> {
  for (let times = 1; ; ) {
    let ms = Number.POSITIVE_INFINITY;
    for (let left = calibrations; left > 0 && ms >= leastMs; left -= 1) {
      ms = Math.min(ms, ...(await stopwatch.time([work(times)])));
    }
    if (ms >= leastMs || times >= most) return times;
    const growth = Math.min(16, Math.max(1.25, leastMs / Math.max(ms, 1e-3)));
    times = Math.min(most, Math.ceil(times * growth));
  }
}

/** Opens benches from the queue until they fill the bytes; one that is too large alone is a group alone. */
async function openGroup(
  device: Device,
  stopwatch: Stopwatch,
  queue: Benchable[],
  { seed, groupBytes, leastMs }: SessionOptions,
): Promise<Ready[]> {
  const group: Ready[] = [];
  let held = 0;
  try {
    for (let bench = queue[0]; bench !== undefined; bench = queue[0]) {
      const opened = await openBench(device, bench, seed);
      held += deviceBytes(opened.program);
      if (held > groupBytes && group.length > 0) {
        await opened.close();
        break;
      }
      queue.shift();
      group.push({ ...opened, row: await startRow(bench.title, opened, stopwatch, leastMs) });
    }
  } catch (error) {
    for (const { close } of group) await close();
    throw error;
  }
  return group;
}

async function startRow(
  title: string,
  { program }: OpenBench,
  stopwatch: Stopwatch,
  leastMs: number,
): Promise<SessionRow> {
  const { launches } = program.plan;
  const most = Math.max(1, Math.floor(mostDispatches / Math.max(1, launches.length)));
  return {
    title,
    launches: launches.length,
    flops: launches.reduce((sum, { cost }) => sum + cost.flops, 0),
    bytes: launches.reduce((sum, { cost }) => sum + cost.bytes, 0),
    deviceBytes: deviceBytes(program),
    runs: await calibrate(stopwatch, (runs) => program.commands(runs), leastMs, most),
    round: [],
    ms: [],
    fmaMs: [],
    copyMs: [],
    unrest: [],
  };
}

async function measureGroup(
  group: readonly Ready[],
  reference: Reference,
  stopwatch: Stopwatch,
  { rounds, plant, turn, isStopped, onSample }: SessionOptions,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const { program, row } of group) {
      await turn();
      if (isStopped()) return;
      const { said, done } = plannedRuns(row, plant);
      for (let left = mostRetries; ; left -= 1) {
        const sample = await takeSample(program.commands(done), reference, stopwatch);
        row.round.push(round);
        row.ms.push(sample.ms / said);
        row.fmaMs.push(sample.fmaMs);
        row.copyMs.push(sample.copyMs);
        row.unrest.push(sample.unrest);
        if (sample.unrest <= mostUnrest || left === 0) break;
      }
      onSample();
    }
  }
}

/** One submission of the row's commands between the reference loads. */
async function takeSample(
  commands: GPUCommandBuffer,
  { load, fmaTimes, copyTimes }: Reference,
  stopwatch: Stopwatch,
): Promise<{ ms: number; fmaMs: number; copyMs: number; unrest: number }> {
  const around = () => [load.fma(fmaTimes), load.copy(copyTimes)];
  const parts = [...around(), commands, ...around().reverse()];
  const [fma = 0, copy = 0, ms = 0, copyAfter = 0, fmaAfter = 0] = await stopwatch.time(parts);
  return {
    ms,
    fmaMs: (fma + fmaAfter) / (2 * fmaTimes),
    copyMs: (copy + copyAfter) / (2 * copyTimes),
    unrest: Math.max(Math.abs(Math.log(fmaAfter / fma)), Math.abs(Math.log(copyAfter / copy))),
  };
}

/** Runs that a sample says it has done, and those it does; they differ only in the planted row. */
function plannedRuns(
  { title, runs }: SessionRow,
  plant: Plant | undefined,
): { said: number; done: number } {
  if (plant === undefined || plant.title !== title) return { said: runs, done: runs };
  // In tens, so that a tenth more is a whole number of runs.
  const said = 10 * Math.ceil(runs / 10);
  return { said, done: Math.round(said * plant.factor) };
}
