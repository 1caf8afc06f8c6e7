// Text from files stays on its line and in its place.
import { expect, test } from "vitest";
import { oneLine, shortened } from "./shown-text.ts";

test.each([
  ["a\nb\u2028c", "a b c"],
  ["\u001b[31mred", "[31mred"],
  ["\u202Efdp.exe\u202C.png", "fdp.exe .png"],
  ["\u2066left\u2069 \u200Eright\u061C", "left right"],
  ["صدر 1.png", "صدر 1.png"],
])("%j on one line is %j", (text, expected) => {
  expect(oneLine(text)).toBe(expected);
});

test("a text is cut by letters, not inside one", () => {
  expect(shortened("🫁🫁🫁", 3)).toBe("🫁🫁🫁");
  expect(shortened("🫁🫁🫁🫁", 3)).toBe("🫁🫁…");
});
