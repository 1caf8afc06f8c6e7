// Worker threads for work on images: started when they are needed, a bounded queue each, gone when they rest.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { doImageWork, type ImageWork, type ImageWorkKind } from "./image-work.ts";
import { buffersOf, revivedError, type WorkAnswer, type WorkOrder } from "./worker-messages.ts";

/** A place where work on images is done. */
export interface ImageWorkers {
  /** Most threads; 0 when the work is done in this one. */
  readonly most: number;
  /**
   * Does a piece of work as soon as a thread is free.
   *
   * @param isOwn true to move the input's arrays to the thread: the caller has no use for them afterwards
   * @throws the error of the work, told by name and tag
   */
  run<K extends ImageWorkKind>(
    kind: K,
    input: ImageWork[K]["input"],
    isOwn?: boolean,
  ): Promise<ImageWork[K]["output"]>;
  /** Ends the threads; work that they have in hand fails. The next work starts new ones. */
  rest(): Promise<void>;
}

/**
 * Most threads by default: each has 50 to 100 MB of its own, and one that decodes gives more images
 * than a hardware GPU's step takes from it at 96².
 */
const mostThreads = 16;

/** Orders that a thread has at once, so that it need not wait for this thread between two. */
const ordersAhead = 2;

/** Where the worker's program is: beside the bundled program; sources have none, since Node 20 cannot run them. */
const bundledEntry = import.meta.url.endsWith(".ts")
  ? undefined
  : new URL("./image.worker.js", import.meta.url);

/** No threads: the work is done in this one. */
export const thisThread: ImageWorkers = {
  most: 0,
  run: doImageWork,
  rest: () => Promise.resolve(),
};

interface Thread {
  readonly worker: Worker;
  readonly inHand: Map<number, Waiting>;
}

interface Waiting {
  readonly order: WorkOrder;
  readonly transfer: ArrayBuffer[];
  resolve(output: never): void;
  reject(error: unknown): void;
}

/**
 * Makes the workers; the first starts with the first work.
 *
 * @param asked threads, 0 for none; as many as this machine has cores when absent
 * @param entry the worker's program
 */
export function createImageWorkers(asked?: number, entry = bundledEntry): ImageWorkers {
  const most = entry === undefined ? 0 : (asked ?? Math.min(mostThreads, availableParallelism()));
  if (entry === undefined || most === 0) return thisThread;
  const threads: Thread[] = [];
  const queue: Waiting[] = [];
  let lastId = 0;

  const give = (): void => {
    for (;;) {
      const [next] = queue;
      if (next === undefined) return;
      const thread = freest() ?? (threads.length < most ? start() : undefined);
      if (thread === undefined) return;
      queue.shift();
      hand(thread, next);
    }
  };
  /** An idle thread, or with all of them started the one with least in hand. */
  const freest = (): Thread | undefined => {
    const [best] = [...threads].sort((a, b) => a.inHand.size - b.inHand.size);
    const limit = threads.length < most ? 1 : ordersAhead;
    return best !== undefined && best.inHand.size < limit ? best : undefined;
  };
  const hand = ({ worker, inHand }: Thread, waiting: Waiting): void => {
    inHand.set(waiting.order.id, waiting);
    // A process ends by itself while nobody waits for its threads.
    worker.ref();
    worker.postMessage(waiting.order, waiting.transfer);
  };
  const start = (): Thread => {
    const worker = new Worker(entry);
    const thread: Thread = { worker, inHand: new Map() };
    threads.push(thread);
    worker.unref();
    worker.on("message", (answer: WorkAnswer) => {
      const waiting = thread.inHand.get(answer.id);
      thread.inHand.delete(answer.id);
      if (thread.inHand.size === 0) worker.unref();
      if ("error" in answer) waiting?.reject(revivedError(answer.error));
      else waiting?.resolve(answer.output as never);
      give();
    });
    const fail = (error: unknown): void => {
      const at = threads.indexOf(thread);
      if (at >= 0) threads.splice(at, 1);
      for (const { reject } of thread.inHand.values()) reject(error);
      thread.inHand.clear();
      give();
    };
    worker.on("error", fail);
    worker.on("exit", () => fail(new Error("internal: a worker thread has ended.")));
    return thread;
  };
  return {
    most,
    run: (kind, input, isOwn = false) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        const order = { id: lastId, kind, input } as WorkOrder;
        queue.push({ order, transfer: isOwn ? buffersOf({ ...input }) : [], resolve, reject });
        give();
      }),
    async rest() {
      for (const { reject } of queue.splice(0))
        reject(new Error("internal: the work was given up."));
      await Promise.all(threads.splice(0).map(({ worker }) => worker.terminate()));
    },
  };
}
