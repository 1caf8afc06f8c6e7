// How many steps are recorded, and which share of launches each of them times.
import { expect, test } from "vitest";
import { chooseSteps } from "./record-steps.ts";

const quick = { offMs: 100, onMs: 101 };
/** Timing every launch costs 15 %, a tenth of it what may be spent. */
const costly = { offMs: 100, onMs: 115 };

test.each([
  ["timestamps that cost next to nothing", {}, quick, 300, false, { steps: 20, timedShare: 1 }],
  ["costly ones", {}, costly, 300, false, { steps: 50, timedShare: 0.1 }],
  [
    "costly ones, few steps asked for",
    { steps: 2 },
    costly,
    300,
    false,
    { steps: 2, timedShare: 1 },
  ],
  [
    "costly ones, a share asked for",
    { timedShare: 0.5 },
    costly,
    300,
    false,
    { steps: 20, timedShare: 0.5 },
  ],
  ["no timestamps at all", {}, costly, 300, true, { steps: 20, timedShare: 1 }],
  [
    "a step of a minute",
    {},
    { offMs: 60_000, onMs: 60_100 },
    300,
    false,
    { steps: 1, timedShare: 1 },
  ],
])("chooses for %s", (_, given, probe, dispatches, isWallClock, expected) => {
  const { steps, timedShare } = chooseSteps(given, probe, dispatches, isWallClock);

  expect(steps).toBe(expected.steps);
  expect(timedShare).toBeCloseTo(expected.timedShare, 9);
});
