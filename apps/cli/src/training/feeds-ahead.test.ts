// Feeds made ahead: the same as those made one by one, bounded in number, and what waiting for them took.
import type { TrainFeed } from "@pleura/models";
import { describe, expect, test } from "vitest";
import { type FeedOptions, feedsAhead, waitingWords } from "./feeds-ahead.ts";

const schedule = { kind: "cosine", base: 1, warmupSteps: 3, totalSteps: 12 } as const;

/** A task of 3 steps of 2 samples per epoch that tells which feeds it was asked for. */
function watchedTask(work: () => Promise<void> = async () => undefined) {
  const asked: string[] = [];
  const state = { inHand: 0, most: 0 };
  const task: FeedOptions["task"] = {
    stepsPerEpoch: 3,
    order: (epoch) => Uint32Array.from({ length: 6 }, (_, i) => (i * epoch) % 7),
    validationNames: ["loss"],
    target: { name: "loss", isHigherBetter: false },
    async feed(samples, epoch, learningRate) {
      state.inHand += 1;
      state.most = Math.max(state.most, state.inHand);
      await work();
      state.inHand -= 1;
      asked.push(`${epoch}: ${samples.join(" ")} × ${learningRate}`);
      return { images: Float32Array.from(samples), learningRate };
    },
  };
  return { task, asked, state };
}

async function all(options: Partial<FeedOptions> & Pick<FeedOptions, "task">, from = 0) {
  const feeds = feedsAhead({ batch: 2, totalSteps: 12, schedule, ...options });
  const found: TrainFeed[] = [];
  for (let done = from; done < 12; done += 1) found.push(await feeds.of(done));
  await feeds.end();
  return found;
}

test.each([0, 1, 2, 50])("with %i ahead they are those made one by one", async (depth) => {
  const plain = watchedTask();
  const ahead = watchedTask();

  const expected = await all({ task: plain.task });

  expect(await all({ task: ahead.task, depth })).toEqual(expected);
  expect(ahead.asked).toEqual(plain.asked);
  expect(plain.asked).toHaveLength(12);
});

test("a resumed run has the feeds of the straight one", async () => {
  const straight = await all({ task: watchedTask().task, depth: 2 });

  expect(await all({ task: watchedTask().task, depth: 2 }, 4)).toEqual(straight.slice(4));
});

test("no more are made than the depth, besides the one that is asked for", async () => {
  const { task, state } = watchedTask(() => new Promise((resolve) => setImmediate(resolve)));

  await all({ task, depth: 2 });

  expect(state.most).toBe(3);
});

test("a feed that fails is told when it is asked for, and not before", async () => {
  const { task } = watchedTask();
  const feeds = feedsAhead({
    batch: 2,
    totalSteps: 12,
    schedule,
    depth: 2,
    task: {
      ...task,
      feed: (samples, epoch, rate) =>
        epoch === 1 ? task.feed(samples, epoch, rate) : Promise.reject(new Error("film gone")),
    },
  });

  for (const done of [0, 1, 2]) await feeds.of(done);
  await new Promise((resolve) => setImmediate(resolve));

  await expect(feeds.of(3)).rejects.toThrow("film gone");
  await feeds.end();
});

describe("waiting", () => {
  test("is the share of the time that the loop waited, with the first feed and without", async () => {
    let ms = 0;
    let wait = 30;
    const { task } = watchedTask(async () => {
      ms += wait;
      wait = 3;
    });
    const feeds = feedsAhead({ batch: 2, totalSteps: 12, schedule, task, now: () => ms });
    expect(feeds.waiting()).toEqual({ all: 0, afterFirst: 0 });

    for (let done = 0; done < 4; done += 1) {
      await feeds.of(done);
      ms += 9;
    }

    // 30 and three times 3 of waiting, four times 9 of work.
    expect(feeds.waiting().all).toBeCloseTo(39 / 75, 12);
    expect(feeds.waiting().afterFirst).toBeCloseTo(9 / 45, 12);
    expect(waitingWords(feeds.waiting())).toBe(
      "waited for images in 20.0 % of the time after the first step, 52.0 % with it",
    );
  });

  test("counts nothing for feeds that are ready", async () => {
    let ms = 0;
    const feeds = feedsAhead({
      batch: 2,
      totalSteps: 12,
      schedule,
      depth: 1,
      now: () => ms,
      task: watchedTask().task,
    });

    for (let done = 0; done < 4; done += 1) {
      await feeds.of(done);
      ms += 9;
    }

    expect(feeds.waiting()).toEqual({ all: 0, afterFirst: 0 });
    await feeds.end();
  });
});
