// Which validation is the best one, and when patience is lost.
import { expect, test } from "vitest";
import { hasLostPatience, isBest } from "./train-loop.ts";

test.each([
  ["the first number", 0.5, [], false, true],
  ["a lower loss", 0.4, [0.5, 0.6], false, true],
  ["an equal loss", 0.5, [0.5], false, false],
  ["a higher loss", 0.6, [0.5], false, false],
  ["a higher accuracy", 0.6, [0.5], true, true],
  ["NaN", Number.NaN, [], false, false],
  ["a number after NaN only", 0.5, [Number.NaN], false, true],
] as const)("%s", (_, value, earlier, isHigherBetter, expected) => {
  expect(isBest(value, earlier, isHigherBetter)).toBe(expected);
});

test("patience is lost after as many validations without a better one", () => {
  expect(hasLostPatience([0.5, 0.6, 0.7], false, 2)).toBe(true);
  expect(hasLostPatience([0.5, 0.6], false, 2)).toBe(false);
  expect(hasLostPatience([0.5, 0.6, 0.4], false, 2)).toBe(false);
  expect(hasLostPatience([0.5, 0.6, 0.7], false, undefined)).toBe(false);
});
