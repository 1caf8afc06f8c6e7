// How many steps are recorded, and which share of launches each of them times.
import { expect, test } from "vitest";
import { chooseSteps } from "./record-steps.ts";

const quick = { offMs: 100, onMs: 101 };
/** Timing every launch costs 15 %, ten times what may be spent. */
const costly = { offMs: 100, onMs: 115 };

test.each([
  ["timestamps that cost next to nothing", {}, quick, false, [20, 1, 0]],
  ["costly ones", {}, costly, false, [20, 0.1, 5]],
  ["costly ones, few steps asked for", { steps: 2 }, costly, false, [2, 0.1, 5]],
  ["costly ones, many steps asked for", { steps: 60 }, costly, false, [60, 0.1, 0]],
  ["costly ones, a share asked for", { timedShare: 1 }, costly, false, [20, 1, 0]],
  ["no timestamps at all", {}, costly, true, [20, 1, 0]],
  ["a step of 20 s", {}, { offMs: 20_000, onMs: 23_000 }, false, [1, 0.1, 1]],
])("chooses for %s", (_, given, probe, isWallClock, expected) => {
  const { steps, timedShare, detailSteps } = chooseSteps(given, probe, isWallClock);

  expect([steps, Number(timedShare.toFixed(9)), detailSteps]).toEqual(expected);
});
