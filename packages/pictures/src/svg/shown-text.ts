// Makes text from files fit to be shown: it stays on its line, in its direction, and in its place.

import { shownText } from "@pleura/data";

/** The text on one line, however long: see `shownText` of the data package for what becomes a space. */
export function oneLine(text: string): string {
  return shownText(text, Number.POSITIVE_INFINITY);
}

/** The text on one line of at most so many letters, the last an ellipsis where some are left out. */
export function shortened(text: string, most: number): string {
  return shownText(text, most);
}

/** A coordinate in pixels: a tenth of one is not seen. */
export function fixed(value: number): string {
  return value.toFixed(1);
}
