// Ticks are round and lie in their range.
import { expect, test } from "vitest";
import { ticks, tickText } from "./ticks.ts";

test.each([
  [0, 1, [0, 0.5, 1]],
  [0, 100, [0, 50, 100]],
  [0.31, 0.42, [0.35, 0.4]],
  [-1, 1, [-1, -0.5, 0, 0.5, 1]],
])("ticks from %d to %d are round", (low, high, expected) => {
  expect(ticks(low, high).map((value) => Number(value.toPrecision(6)))).toEqual(expected);
});

test("the text of a tick has no rest of its arithmetic", () => {
  expect(ticks(0, 0.3).map(tickText)).toEqual(["0", "0.1", "0.2", "0.3"]);
});
