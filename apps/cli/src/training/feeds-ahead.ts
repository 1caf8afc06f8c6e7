// Makes the feeds of the next steps while the device runs the present one, and tells how long the loop waited.
import { batchSamples } from "@pleura/data";
import { type LearningRateSchedule, learningRateAt, type TrainFeed } from "@pleura/models";
import type { TrainingTask } from "./train-loop.ts";

/** What the feeds follow from. */
export interface FeedOptions {
  readonly task: TrainingTask;
  readonly batch: number;
  readonly totalSteps: number;
  readonly schedule: LearningRateSchedule;
  /** Feeds that may be made before they are asked for; 0 when this thread makes them, which it cannot ahead. */
  readonly depth?: number;
  /** The clock, ms. */
  readonly now?: () => number;
}

/** The feeds of a training, step by step. */
export interface Feeds {
  /** The feed of the step after `done` steps. */
  of(done: number): Promise<TrainFeed>;
  /** How long the loop waited so far. */
  waiting(): WaitingShares;
  /** Waits until nothing is being made any more. */
  end(): Promise<void>;
}

/** Shares, 0–1, of the time until now in which the loop waited for a feed: an upper bound of the device's idle time. */
export interface WaitingShares {
  /** From the first feed on, for which threads start and files open. */
  readonly all: number;
  /** Once the first feed was there. */
  readonly afterFirst: number;
}

/** A share as percent, such as `0.3 %`. */
export function percentWords(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The shares in words. */
export function waitingWords({ all, afterFirst }: WaitingShares): string {
  return `waited for images in ${percentWords(afterFirst)} of the time after the first step, ${percentWords(all)} with it`;
}

/**
 * Feeds that are ready when they are asked for, as far as the machine can.
 *
 * A feed follows from its step alone, so it is the same whenever it is made.
 */
export function feedsAhead(options: FeedOptions): Feeds {
  const { task, batch, totalSteps, schedule, depth = 0 } = options;
  const { now = () => performance.now() } = options;
  const { stepsPerEpoch } = task;
  const made = new Map<number, Promise<TrainFeed>>();
  let order: { epoch: number; visits: Uint32Array } | undefined;
  let waitedMs = 0;
  let startMs: number | undefined;
  let first: { readonly waitedMs: number; readonly endMs: number } | undefined;

  const make = (done: number): Promise<TrainFeed> => {
    const epoch = Math.floor(done / stepsPerEpoch) + 1;
    if (order?.epoch !== epoch) order = { epoch, visits: task.order(epoch) };
    const visits = batchSamples(order.visits, batch, done % stepsPerEpoch);
    const feed = task.feed(visits, epoch, learningRateAt(schedule, done));
    // A feed that fails is told to whoever asks for it; until then it must not end the process.
    feed.catch(() => undefined);
    return feed;
  };
  const ensure = (done: number): Promise<TrainFeed> => {
    const feed = made.get(done) ?? make(done);
    made.set(done, feed);
    return feed;
  };
  return {
    async of(done) {
      const start = now();
      startMs ??= start;
      const wanted = ensure(done);
      made.delete(done);
      for (let next = done + 1; next <= Math.min(done + depth, totalSteps - 1); next += 1) {
        void ensure(next);
      }
      try {
        return await wanted;
      } finally {
        const end = now();
        waitedMs += end - start;
        first ??= { waitedMs, endMs: end };
      }
    },
    waiting() {
      const share = (waited: number, all: number): number => (all > 0 ? waited / all : 0);
      if (startMs === undefined || first === undefined) return { all: 0, afterFirst: 0 };
      const end = now();
      return {
        all: share(waitedMs, end - startMs),
        afterFirst: share(waitedMs - first.waitedMs, end - first.endMs),
      };
    },
    async end() {
      await Promise.allSettled(made.values());
      made.clear();
    },
  };
}
