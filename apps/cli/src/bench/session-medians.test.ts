// Numbers of sessions: the machine's speed is taken out, and few sessions are cut into blocks.
import { expect, test } from "vitest";
import type { Samples } from "./calmest-samples.ts";
import { sessionMedians } from "./session-medians.ts";

/** A session on a machine that is `speeds[round]` times as slow. */
function session(ms: number, speeds: readonly number[]): Samples {
  return {
    round: speeds.map((_, round) => round),
    ms: speeds.map((speed) => ms * speed),
    fmaMs: speeds.map((speed) => 3 * speed),
    copyMs: speeds.map((speed) => 12 * speed),
    unrest: speeds.map(() => 0),
  };
}

test("a machine that loses a core for a while changes nothing", () => {
  const sessions = [1, 1, 2, 2, 1].map((speed) => session(6, [speed, 2, 2, 1, speed]));

  const medians = sessionMedians(sessions);

  // 6 ms against the mean of the logarithms of 3 and 12, which is log 6.
  expect(medians).toHaveLength(5);
  for (const median of medians) expect(median).toBeCloseTo(0, 12);
});

test("one session gives a number per block of rounds, and no more than it has rounds", () => {
  expect(sessionMedians([session(6, [1, 1, 1, 1, 1, 1, 1, 1])])).toHaveLength(4);
  expect(sessionMedians([session(6, [1, 1, 1])])).toHaveLength(3);
  expect(sessionMedians([session(6, [1, 1]), session(6, [1, 1])])).toHaveLength(4);
  expect(sessionMedians([])).toEqual([]);
});
