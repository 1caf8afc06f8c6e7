// Makes text of foreign files harmless to look at: one line, no hidden direction, no endless length.

/**
 * Controls, formats that turn what follows (Unicode TR 36, "Bidirectional Text Spoofing"),
 * characters that are drawn as nothing, line and paragraph separators, half surrogates.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/** More marks on one letter than any living script needs, and a page's lines overprint. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * A text as it may be shown: what has no glyph of its own becomes a space, and a long text ends in
 * an ellipsis. It still is text only and belongs into a text node.
 *
 * @param maxLength most characters, the ellipsis included
 * @example shownText("a\u202Egnp.exe") // "a gnp.exe"
 */
export function shownText(text: string, maxLength = 200): string {
  // Characters beyond any limit are not worth their reading: a value of 4 GB is a value of 4 kB.
  const plain = text
    .slice(0, 4 * maxLength + 64)
    .replace(UNSEEN, " ")
    .replace(STACKED_MARKS, "$1")
    .replace(/\s+/gu, " ")
    .trim();
  const characters = [...plain];
  if (characters.length <= maxLength) return plain;
  return `${characters.slice(0, maxLength - 1).join("")}…`;
}
