// A few image workers as one: a call per worker, and a worker that hangs or fails often is replaced.
import { CallError } from "../workers/calls.ts";
import { type Caller, type CallOptions, makeCalls } from "../workers/make-calls.ts";
import type { ImageCalls } from "./image-calls.ts";

/** What the pool needs of a worker. */
export interface PoolWorker {
  postMessage(message: unknown, options?: { transfer?: Transferable[] }): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: Event) => void): void;
  terminate(): void;
}

/** How a pool works. */
export interface PoolOptions {
  readonly start: () => PoolWorker;
  /** Workers at most; each is started when first needed. */
  readonly workers: number;
  /** Failed calls after which a worker is replaced. */
  readonly failuresMost?: number;
  /** Time after which a call counts as hung. */
  readonly hangMs?: number;
}

/** Compiled codecs leak about 0.6 MB at each failure (ecosystem.md, §5, row 24): 50 are 30 MB. */
const FAILURES_MOST = 50;

/** The largest film takes 2 s on a slow machine; a fuzzed one may never end. */
const HANG_MS = 20_000;

type Name = keyof ImageCalls & string;

interface Job {
  readonly name: Name;
  readonly request: ImageCalls[Name]["request"];
  readonly transfer: Transferable[];
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

interface Slot {
  readonly worker: PoolWorker;
  readonly caller: Caller<ImageCalls>;
  failures: number;
  job: Job | undefined;
}

/** Workers for as many cores, less one for the page and the GPU's own work; more than 4 only take memory. */
export function poolSize(cores: number): number {
  return Math.max(1, Math.min(4, cores - 1));
}

/**
 * Makes a pool. A call waits until a worker is free; what a person waits for (`decode`, `facts`) goes
 * before the queue's `prepare`.
 */
export function createImagePool(options: PoolOptions): Caller<ImageCalls> {
  const { start, workers, failuresMost = FAILURES_MOST, hangMs = HANG_MS } = options;
  const slots = new Set<Slot>();
  let jobs: Job[] = [];

  const open = (): Slot => {
    const worker = start();
    const slot: Slot = {
      worker,
      caller: makeCalls<ImageCalls>(worker),
      failures: 0,
      job: undefined,
    };
    const crash = (event: Event) => {
      const said = (event as ErrorEvent).message;
      replace(slot, `its worker stopped${said ? ` with "${said}"` : ""}`);
    };
    worker.addEventListener("error", crash);
    worker.addEventListener("messageerror", crash);
    slots.add(slot);
    return slot;
  };

  /** Throws a worker away; the call that it was at is refused by its file's name. */
  const replace = (slot: Slot, given: string) => {
    slots.delete(slot);
    slot.worker.terminate();
    const { job } = slot;
    if (job === undefined) return;
    const message = `decode image "${job.request.name}": it must decode within ${hangMs / 1000} s, but ${given}. Export the image again.`;
    slot.caller.close(message);
  };

  const next = (): Job | undefined => {
    const urgent = jobs.findIndex(({ name }) => name !== "prepare");
    const [job] = jobs.splice(Math.max(0, urgent), 1);
    return job;
  };

  const work = () => {
    while (jobs.length > 0) {
      const idle = [...slots].find(({ job }) => job === undefined);
      if (idle === undefined && slots.size >= workers) return;
      const job = next();
      if (job !== undefined) void run(idle ?? open(), job);
    }
  };

  const run = async (slot: Slot, job: Job): Promise<void> => {
    slot.job = job;
    const timer = setTimeout(() => replace(slot, "it did not"), hangMs);
    try {
      const { name, request, transfer } = job;
      job.resolve((await slot.caller.call(name, request, { transfer })) as never);
    } catch (error) {
      slot.failures += 1;
      job.reject(error as Error);
    }
    clearTimeout(timer);
    slot.job = undefined;
    if (slot.failures >= failuresMost && slots.has(slot)) replace(slot, "");
    work();
  };

  return {
    get waiting() {
      return jobs.length + [...slots].filter(({ job }) => job !== undefined).length;
    },
    call<N extends Name>(
      name: N,
      request: ImageCalls[N]["request"],
      { transfer, signal }: CallOptions<never> = {},
    ): Promise<ImageCalls[N]["result"]> {
      return new Promise((resolve, reject) => {
        const cancelled = new CallError({
          name: "AbortError",
          message: `${name}: it was cancelled.`,
        });
        if (signal?.aborted) return reject(cancelled);
        const buffers = transfer ?? [request.bytes.buffer as ArrayBuffer];
        const job: Job = { name, request, transfer: buffers, resolve, reject };
        signal?.addEventListener("abort", () => {
          jobs = jobs.filter((other) => other !== job);
          // A worker that has begun goes on to the end of the file: codecs cannot be interrupted.
          reject(cancelled);
        });
        jobs.push(job);
        work();
      });
    },
    close(reason) {
      const waiting = jobs;
      jobs = [];
      for (const job of waiting)
        job.reject(new CallError({ name: "WorkerClosed", message: reason }));
      for (const slot of slots) {
        slot.worker.terminate();
        slot.caller.close(reason);
      }
      slots.clear();
    },
  };
}
