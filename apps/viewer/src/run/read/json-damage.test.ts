// The place of a damage is where JSON.parse stops, for any damage.
import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonDamageAt } from "./json-damage.ts";

test.each([
  ['{"a": oops}', 6],
  ['{"a": 1,}', 8],
  ["[1 2]", 3],
  ["[1,", 3],
  ['{"a" 1}', 5],
  ["{'a': 1}", 1],
  ["01", 0],
  ['"a\nb"', 0],
  ["[1]\n x", 5],
  ["", 0],
  ["}", 0],
  ["[1}", 2],
])("%j is damaged at %i", (text, place) => {
  expect(jsonDamageAt(text)).toBe(place);
});

test("a text that JSON.parse takes has no damage before its end", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, isIndented) => {
      const text = JSON.stringify(value, undefined, isIndented ? 2 : undefined);
      expect(jsonDamageAt(text)).toBe(text.length);
    }),
  );
});
