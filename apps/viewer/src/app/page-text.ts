// Texts that came from files, as they may stand on the page: one line, no control and no direction-changing characters.

/** The notice that is always in sight. */
export const NOTICE = "Research use. Not for diagnosis.";

/** A text in one line: controls, line separators and bidirectional overrides become spaces. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim();
}
