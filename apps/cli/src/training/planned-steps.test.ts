// The end of a run and the length of its schedule, for every way to give them.
import { expect, test } from "vitest";
import { plannedSteps } from "./planned-steps.ts";

const schedule = { warmupSteps: 10 };

test.each([
  ["epochs alone", { epochs: 3, schedule }, 300, 300],
  ["steps alone", { steps: 50, schedule }, 50, 50],
  ["both, steps first", { steps: 50, epochs: 3, schedule }, 50, 50],
  ["both, epochs first", { steps: 500, epochs: 3, schedule }, 300, 300],
  ["fewer steps than the warm-up", { steps: 4, schedule }, 4, 11],
  [
    "a schedule of its own length",
    { epochs: 3, schedule: { ...schedule, totalSteps: 90 } },
    300,
    90,
  ],
])("%s", (_, settings, totalSteps, scheduleSteps) => {
  expect(plannedSteps(settings, 100)).toEqual({ totalSteps, scheduleSteps });
});
