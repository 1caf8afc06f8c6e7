// The swipe line: kept in reach, moved by pointer and by keys.
import { expect, test } from "vitest";
import { isOnSwipe, swipeAfterKey, swipeAt } from "./swipe.ts";

test.each([
  [0.5, 0.5],
  [-3, 0.02],
  [2, 0.98],
])("a line at %d stands at %d", (share, at) => {
  expect(swipeAt(share)).toBe(at);
});

test.each([
  ["ArrowLeft", 0.48],
  ["ArrowRight", 0.52],
  ["PageUp", 0.6],
  ["PageDown", 0.4],
  ["Home", 0.02],
  ["End", 0.98],
])("%s moves the line from the middle to %d", (key, to) => {
  expect(swipeAfterKey(0.5, key)).toBeCloseTo(to);
});

test.each(["a", "constructor", "Tab"])("%s does not move the line", (key) => {
  expect(swipeAfterKey(0.5, key)).toBeUndefined();
});

test("a pointer within a fingertip takes hold of the line", () => {
  expect(isOnSwipe(322, 0.5, 600)).toBe(true);
  expect(isOnSwipe(323, 0.5, 600)).toBe(false);
});
