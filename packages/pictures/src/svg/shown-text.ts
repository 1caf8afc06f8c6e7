// Makes text from files fit to be shown: it stays on its line, in its direction, and in its place.

// Control characters, line and paragraph separators, and what changes the direction of the text around it.
const UNSEEN = /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu;

/** The text on one line: what would break the line or turn its direction becomes a space. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, " ").trim();
}

/** The text on one line of at most so many letters, the last an ellipsis where some are left out. */
export function shortened(text: string, most: number): string {
  const letters = [...oneLine(text)];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}

/** A coordinate in pixels: a tenth of one is not seen. */
export function fixed(value: number): string {
  return value.toFixed(1);
}
