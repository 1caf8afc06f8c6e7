// Text of foreign files, made harmless to look at.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shownText } from "./shown-text.ts";

describe("shownText", () => {
  test.each([
    ["an ordinary name", "Film 12.png", "Film 12.png"],
    ["letters of every script", "Łódź Ünïcode 山田 Ελλ עברית", "Łódź Ünïcode 山田 Ελλ עברית"],
    ["a turned direction", "a\u202Egnp.exe", "a gnp.exe"],
    ["isolates", "\u2066x\u2069", "x"],
    ["lines and terminal codes", "one\r\ntwo\u001b[31m\u0000", "one two [31m"],
    ["separators", "a\u2028b\u2029c", "a b c"],
    ["zero-width characters", "a\u200bb\ufeffc", "a b c"],
    ["markup, which stays text", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["piled up marks", `e${"\u0301".repeat(40)}`, `e${"\u0301".repeat(4)}`],
    ["half a character", "a\ud800b", "a b"],
    ["nothing", "\u0007", ""],
  ])("%s", (_, given, shown) => {
    expect(shownText(given)).toBe(shown);
  });

  test("a long text ends in an ellipsis, one of just that length does not", () => {
    expect(shownText("x".repeat(201))).toBe(`${"x".repeat(199)}…`);
    expect(shownText("x".repeat(200))).toBe("x".repeat(200));
    expect(shownText("😀😀😀😀", 3)).toBe("😀😀…");
  });

  test("holds no control, no hidden character and no more than its length, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const shown = shownText(text, 50);

        expect([...shown].length).toBeLessThanOrEqual(50);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(shownText(shown, 50)).toBe(shown);
      }),
    );
  });
});
