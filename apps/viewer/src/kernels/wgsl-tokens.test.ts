// WGSL in words: nothing is lost, and the kinds are right.
import fc from "fast-check";
import { expect, test } from "vitest";
import { wgslTokens } from "./wgsl-tokens.ts";

const kinds = (line: string) =>
  wgslTokens(line)
    .filter(({ text }) => text.trim() !== "")
    .map(({ kind, text }) => `${kind} ${text}`);

test("tells the words of a line apart", () => {
  expect(kinds("@compute fn main() { let a1: vec4f = x[0x1fu] * 2.5e-3f; } // done: let")).toEqual([
    "attribute @compute",
    "keyword fn",
    "name main",
    "other ()",
    "other {",
    "keyword let",
    "name a1",
    "other :",
    "type vec4f",
    "other =",
    "name x",
    "other [",
    "number 0x1fu",
    "other ]",
    "other *",
    "number 2.5e-3f",
    "other ;",
    "other }",
    "comment // done: let",
  ]);
});

test("loses no letter of any line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const line = text.replaceAll(/[\n\r\u2028\u2029]/g, " ");
      expect(
        wgslTokens(line)
          .map((token) => token.text)
          .join(""),
      ).toBe(line);
    }),
  );
});
