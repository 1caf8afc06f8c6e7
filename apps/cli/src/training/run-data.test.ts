// The validation images of a long list are a fair choice that a resumed run makes again.
import { expect, test } from "vitest";
import { chooseSome } from "./run-data.ts";

const items = Array.from({ length: 300 }, (_, index) => index);

test("chooses from the whole list, in its order, and the same again", () => {
  const chosen = chooseSome(items, 30, 7);

  expect(chosen).toHaveLength(30);
  expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
  expect(chooseSome(items, 30, 7)).toEqual(chosen);
  expect(chooseSome(items, 30, 8)).not.toEqual(chosen);
  for (const third of [0, 1, 2]) {
    expect(chosen.some((item) => Math.floor(item / 100) === third)).toBe(true);
  }
});

test("chooses all of a short list, and none when none are wanted", () => {
  expect(chooseSome(items, 512, 0)).toEqual(items);
  expect(chooseSome(items, 0, 0)).toEqual([]);
});
