// The end of a run and the length of its schedule, for every way to give them.
import { expect, test } from "vitest";
import { plannedSteps } from "./planned-steps.ts";

const schedule = { kind: "cosine", warmupSteps: 10 } as const;

test.each([
  ["epochs alone", { epochs: 3, schedule }, 300, 300],
  ["steps alone", { steps: 50, schedule }, 50, 50],
  ["both, steps first", { steps: 50, epochs: 3, schedule }, 50, 50],
  ["both, epochs first", { steps: 500, epochs: 3, schedule }, 300, 300],
  ["fewer steps than the warm-up", { steps: 4, schedule }, 4, 11],
  [
    "a schedule of its own length",
    { epochs: 3, schedule: { ...schedule, kind: "step", totalSteps: 90 } },
    300,
    90,
  ],
] as const)("%s", (_, settings, totalSteps, scheduleSteps) => {
  expect(plannedSteps(settings, 100)).toEqual({ totalSteps, scheduleSteps });
});

test("refuses a cosine that ends before the run, and takes one that ends with it", () => {
  const ended = { ...schedule, totalSteps: 90 };

  expect(() => plannedSteps({ epochs: 1, schedule: ended }, 100)).toThrow(
    "schedule: a cosine must last as long as the run, but it ends at step 90 of 100. " +
      "End the run there, or start a new one with more epochs, or with --set schedule.kind=constant.",
  );
  expect(plannedSteps({ steps: 90, schedule: ended }, 100).totalSteps).toBe(90);
});
