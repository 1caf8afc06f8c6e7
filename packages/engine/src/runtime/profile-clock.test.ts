// The device's clock on the host's, and the step it counts in.
import { expect, test } from "vitest";
import { areSound, clockOffsetNs, clockResolutionNs } from "./profile-clock.ts";

test("no run starts before it was submitted, and one of them starts just then", () => {
  const offset = clockOffsetNs([
    { firstNs: 0, lastNs: 2e6, submitMs: 5, doneMs: 100 },
    // Waited 1 ms in the queue, so it says less.
    { firstNs: 3e6, lastNs: 4e6, submitMs: 7, doneMs: 100 },
  ]);

  expect(offset).toBe(5e6);
});

test("clocks that drift apart are put in the middle", () => {
  const offset = clockOffsetNs([{ firstNs: 0, lastNs: 10e6, submitMs: 4, doneMs: 12 }]);

  expect(offset).toBe(3e6);
});

test("without runs there is nothing to move", () => {
  expect(clockOffsetNs([])).toBe(0);
});

test.each([
  [[0, 100_000, 300_000], 100_000],
  [[0, 65_536, 65_536 * 5], 65_536],
  [[0, 7, 10], 1],
  [[5, 5, 5], 0],
  [[], 0],
])("timestamps %j count in steps of %d ns", (stamps, step) => {
  expect(clockResolutionNs(stamps)).toBe(step);
});

test.each([
  [[1, 1, 5, 9], true],
  [[], true],
  [[1, 5, 4], false],
  [[0, 0, 0, 0], false],
])("timestamps %j are sound: %s", (stamps, expected) => {
  expect(areSound(stamps)).toBe(expected);
});
