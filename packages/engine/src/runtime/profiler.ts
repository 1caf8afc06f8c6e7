// The profiler: times every launch of the programs that run while it is attached, and the host's work.
import type { Plan } from "../compile/plan.ts";
import type { PlannedLaunch } from "../compile/planned-launch.ts";
import { EngineError } from "../error.ts";
import type { Device } from "./device.ts";
import { areSound, type ClockSample, clockOffsetNs, clockResolutionNs } from "./profile-clock.ts";
import { type PassOfRun, passesOfRun } from "./profile-passes.ts";
import { type PendingStamps, QueryPool, stampsLabel } from "./profile-queries.ts";
import type {
  HostEvent,
  HostWork,
  LaunchTime,
  PassTime,
  Profile,
  ProfileCounts,
  ProfiledRun,
} from "./profile-types.ts";

/** How to profile. */
export interface ProfilerOptions {
  /** A clock in milliseconds: libraries do not read one themselves. */
  readonly now: () => number;
  /** Waits for each launch and reads `now`, even where the adapter has timestamps: for tests of that way. */
  readonly usesWallClock?: boolean;
  /** See `Profiler.timedShare`; 1 when absent. */
  readonly timedShare?: number;
  /** See `Profiler.batchMs`; 0 when absent. */
  readonly batchMs?: number;
}

/** A run that is being recorded. */
interface OpenRun {
  readonly plan: Plan;
  readonly passes: readonly PassOfRun[];
  readonly submitMs: number;
  readonly stamps: PendingStamps;
}

/**
 * Records what a device does. Attach it before programs are compiled to see their compilation too.
 *
 * Each timed launch gets a compute pass of its own with a timestamp at either end; the timestamps are
 * read in `collect`, never during the work. Where the adapter has no timestamps each launch is
 * submitted and waited for instead. Results have the same bits as without a profiler.
 *
 * @example
 * const profiler = new Profiler(device, { now: () => performance.now() });
 * profiler.attach();
 * await program.run(feeds);
 * const { runs } = await profiler.collect();
 * profiler.destroy();
 */
export class Profiler {
  readonly #device: Device;
  readonly #now: () => number;
  readonly #queries: QueryPool | undefined;
  #host: HostEvent[] = [];
  #open: OpenRun[] = [];
  #apart: ProfiledRun[] = [];
  #counts = noCounts();
  /** Runs of each plan so far, which decide the launches of the next. */
  readonly #runsOf = new WeakMap<Plan, number>();
  /**
   * Share of a run's launches that are timed alone, 0 to 1. The rest is timed together, and the next run
   * times the next launches.
   *
   * A timestamp is not free everywhere. Measured 2026-11-26 on llvmpipe: 55 µs for each, a fifth of a
   * step of 399 launches, while passes cost nothing.
   */
  timedShare: number;
  /**
   * Where launches are waited for: one that takes less than this is run again, in a batch of about this length, and
   * what it takes alone is taken off. So the submit and the wait, far longer than a short launch, do not count. A
   * launch that adds to what is there adds more often then: with batches, results are for nothing but their times.
   */
  readonly batchMs: number;
  /** The run that is being waited through launch by launch, without timestamps. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(device: Device, options: ProfilerOptions) {
    const { now, usesWallClock = false, timedShare = 1, batchMs = 0 } = options;
    this.#device = device;
    this.#now = now;
    this.timedShare = timedShare;
    this.batchMs = batchMs;
    const hasQueries = device.adapter.hasTimestamps && !usesWallClock;
    this.#queries = hasQueries ? new QueryPool(device) : undefined;
  }

  /** True where launches are waited for one by one. */
  get isWallClock(): boolean {
    return this.#queries === undefined;
  }

  /**
   * Starts to record.
   *
   * @throws {EngineError} tag `internal` when another profiler is attached
   */
  attach(): void {
    const { profiler } = this.#device;
    if (profiler && profiler !== this) {
      throw new EngineError(
        "internal",
        "profiler: a device must have one profiler at a time, but another is attached. Detach it first.",
      );
    }
    this.#device.profiler = this;
  }

  /** Stops to record; `attach` goes on. What was recorded can still be collected. */
  detach(): void {
    if (this.#device.profiler === this) this.#device.profiler = undefined;
  }

  /** Stops to record and frees the queries. */
  destroy(): void {
    this.detach();
    this.#queries?.destroy();
  }

  /** Runs work of the host and records it. */
  time<T>(kind: HostWork, label: string, work: () => T, bytes?: number): T {
    const startMs = this.#now();
    try {
      return work();
    } finally {
      this.#note(kind, label, startMs, bytes);
    }
  }

  /** Records work of the host that ends with a promise. */
  async timeAsync<T>(kind: HostWork, label: string, work: () => Promise<T>): Promise<T> {
    const startMs = this.#now();
    try {
      return await work();
    } finally {
      this.#note(kind, label, startMs);
    }
  }

  #note(kind: HostWork, label: string, startMs: number, bytes?: number): void {
    const event = { kind, label, startMs, endMs: this.#now() };
    this.#host.push(bytes === undefined ? event : { ...event, bytes });
  }

  /** Adds to a count. */
  count(what: keyof ProfileCounts, by = 1): void {
    this.#counts = { ...this.#counts, [what]: this.#counts[what] + by };
  }

  /** The passes that the next run of a plan is cut into. */
  passes(plan: Plan): readonly PassOfRun[] {
    const run = this.#runsOf.get(plan) ?? 0;
    this.#runsOf.set(plan, run + 1);
    const { length } = plan.launches;
    return passesOfRun(length, Math.ceil(this.timedShare * length), run);
  }

  /** The descriptor of pass number `index` of a run. */
  passOf(index: number): GPUComputePassDescriptor {
    return this.#queries?.passOf(index) ?? {};
  }

  /** Adds the end of a run to its commands; the run is recorded once it is submitted. */
  close(encoder: GPUCommandEncoder, plan: Plan, passes: readonly PassOfRun[]): () => void {
    const stamps = this.#queries?.resolve(encoder, passes.length);
    const submitMs = this.#now();
    return () => {
      if (stamps) this.#open.push({ plan, passes, submitMs, stamps });
      this.count("submits");
      this.count("dispatches", plan.launches.length);
    };
  }

  /** Runs launches one by one, each submitted as often as asked for and waited for, in turn with other runs. */
  apart<T>(
    plan: Plan,
    work: (launch: (index: number, submit: (times: number) => void) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const turn = this.#tail.then(async () => {
      const times: LaunchTime[] = [];
      const submitMs = this.#now();
      const waitFor = async (submit: (times: number) => void, count: number) => {
        const startMs = this.#now();
        submit(count);
        await this.#device.finish();
        return { startMs, endMs: this.#now() };
      };
      const result = await work(async (index, submit) => {
        const alone = await waitFor(submit, 1);
        const count = repeatsOf(alone, this.batchMs);
        const time = count > 1 ? oneOf(await waitFor(submit, count), alone, count) : alone;
        const { startMs, endMs } = time;
        this.count("dispatches");
        times.push(launchTime(plan, index, { startNs: startMs * 1e6, endNs: endMs * 1e6 }));
      });
      this.#apart.push({ plan, launches: times, groups: [], submitMs });
      return result;
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Waits for everything recorded so far, gives it and forgets it.
   *
   * @throws {EngineError} tag `device-lost`
   */
  async collect(): Promise<Profile> {
    await this.#tail;
    const [open, apart, host, counts] = [this.#open, this.#apart, this.#host, this.#counts];
    this.#open = [];
    this.#apart = [];
    this.#host = [];
    this.#counts = noCounts();
    if (this.isWallClock) {
      const { batchMs } = this;
      const clock = { kind: "wall-clock", resolutionNs: 0, discardedRuns: 0, batchMs } as const;
      return { clock, runs: apart, host, counts };
    }
    await this.#device.finish();
    const doneMs = this.#now();
    const raws = (await this.#queries?.read(open.map(({ stamps }) => stamps))) ?? [];
    const read = open.map((run, at) => ({ run, raw: raws[at] ?? new BigUint64Array() }));
    // What reading the timestamps took is no part of the work.
    this.#host = this.#host.filter(({ label }) => label !== stampsLabel);
    const zero = read.find(({ raw }) => raw.length > 0)?.raw[0] ?? 0n;
    const all = read.map(({ run, raw }) => ({
      run,
      stamps: Array.from(raw, (stamp) => Number(stamp - zero)),
    }));
    const sound = all.filter(({ stamps }) => areSound(stamps));
    const samples = sound.flatMap(({ run: { submitMs }, stamps }): ClockSample[] => {
      const [firstNs] = stamps;
      const lastNs = stamps.at(-1);
      if (firstNs === undefined || lastNs === undefined) return [];
      return [{ firstNs, lastNs, submitMs, doneMs }];
    });
    const offset = clockOffsetNs(samples);
    const runs = sound.map(({ run: { plan, passes, submitMs }, stamps }): ProfiledRun => {
      const times = passes.map(({ first, last }, index) => ({
        first,
        last,
        startNs: (stamps[2 * index] ?? 0) + offset,
        endNs: (stamps[2 * index + 1] ?? 0) + offset,
      }));
      const launches = times
        .filter(({ first, last }) => first === last)
        .map((time) => launchTime(plan, time.first, time));
      return { plan, submitMs, launches, groups: times.filter(({ first, last }) => first < last) };
    });
    const clock = {
      kind: "timestamp-query",
      resolutionNs: clockResolutionNs(sound.flatMap(({ stamps }) => stamps)),
      discardedRuns: all.length - sound.length,
      batchMs: 0,
    } as const;
    return { clock, runs, host, counts };
  }
}

interface Waited {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Launches in a row: with the most even a clock of 0.1 ms tells microseconds apart; fewer than the fewest differ from
 * one by less than a submit does from another.
 */
const [fewestRepeats, mostRepeats] = [4, 64];

/** How often a launch is repeated for a batch of a length; once when it lasts that long alone. */
function repeatsOf({ startMs, endMs }: Waited, batchMs: number): number {
  const aloneMs = endMs - startMs;
  if (aloneMs >= batchMs) return 1;
  const fitting = Math.ceil(batchMs / Math.max(aloneMs, 1e-3));
  return Math.min(mostRepeats, Math.max(fewestRepeats, fitting));
}

/** What one of several launches in a row took, without the submit and the wait that one alone has too. */
function oneOf({ startMs, endMs }: Waited, alone: Waited, repeats: number): Waited {
  const longest = (endMs - startMs) / repeats;
  const ms = (endMs - startMs - (alone.endMs - alone.startMs)) / (repeats - 1);
  // A disturbed wait for one may outlast the batch: then the share of the batch is what is known.
  return { startMs, endMs: startMs + (ms > 0 ? Math.min(ms, longest) : longest) };
}

const noCounts = (): ProfileCounts => ({
  submits: 0,
  dispatches: 0,
  bindGroups: 0,
  pipelines: 0,
  pipelineHits: 0,
});

function launchTime(plan: Plan, index: number, { startNs, endNs }: PassTime): LaunchTime {
  const planned = plan.launches[index] as PlannedLaunch;
  const { label, kernel, variant = "", grid, cost, storages } = planned;
  const { name, workgroup } = kernel;
  const workingSetBytes = [...new Set(storages)].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    ...{ label, kernel: name, variant, grid, workgroup, cost, workingSetBytes },
    ...{ launch: index, startNs, endNs },
  };
}
