// A program's text made harmless to look at: lines and tabs stay, nothing turns the direction of what follows.

// Unicode Bidirectional Algorithm, "Explicit Directional": embeddings, overrides, isolates and marks.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text with other controls as replacement characters, which can be seen. */
export function plainLines(text: string): string {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replace(HIDDEN, (found) => (found === "\n" || found === "\t" ? found : "\uFFFD"));
}
