// Lists of variants: the built-in choice stays first, also when it is offered again.
import { expect, test } from "vitest";
import { choiceOf, nameOf, withoutTwins } from "./named-variants.ts";

const all = [
  { name: "table's", choice: 1 },
  { name: "rival", choice: 2 },
  { name: "table's", choice: 3 },
];

test("keeps the first of each name, in order", () => {
  expect(withoutTwins(all).map(nameOf)).toEqual(["table's", "rival"]);
  expect(withoutTwins(all).map(({ choice }) => choice)).toEqual([1, 2]);
});

test.each([
  ["rival", 2],
  [undefined, 1],
])("gives the choice named %s", (variant, choice) => {
  expect(choiceOf(withoutTwins(all), variant)).toBe(choice);
});
