// Where film, overlay, colour bar and notice stand in a picture that is saved.
import type { Size } from "../view/viewport.ts";
import { captionLines } from "./picture-caption.ts";

/** What a saved picture shows. */
export type PictureKind = "film" | "overlay" | "both";

/** A rectangle in pixels. */
export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

/** Places in a saved picture. */
export interface PictureLayout extends Size {
  /** Films from left to right: the first of `both` is the plain one. */
  readonly films: readonly Box[];
  /** Undefined for a film alone. */
  readonly bar: Box | undefined;
  readonly notice: Box;
  /** The caption in lines that fit into `notice`. */
  readonly lines: readonly string[];
  /** Height of letters, pixels; lines are {@link LINE} of it apart. */
  readonly letters: number;
}

/** Longest side of a saved film: a radiograph at its own size is larger than screens and mails. */
export const LONGEST_FILM = 2048;

/** Shortest longer side, so that the notice can be read under a small phantom. */
const LEAST = 512;

/** Distance of lines and mean width of a character, in heights of letters: a plain sans-serif, on the safe side. */
export const LINE = 1.25;
const CHARACTER = 0.54;

/**
 * Places of a picture.
 *
 * @param film size of the film as it is turned
 */
export function pictureLayout(kind: PictureKind, film: Size, caption: string): PictureLayout {
  const longest = Math.max(film.width, film.height);
  const scale = Math.min(LONGEST_FILM, Math.max(LEAST, longest)) / longest;
  const width = Math.max(1, Math.round(film.width * scale));
  const height = Math.max(1, Math.round(film.height * scale));
  const letters = Math.max(13, Math.round(Math.max(width, height) / 48));
  const gap = Math.round(letters * 0.75);
  const count = kind === "both" ? 2 : 1;
  const films = Array.from({ length: count }, (_, at) => ({
    left: gap + at * (width + gap),
    top: gap,
    width,
    height,
  }));
  // Three numbers stand beside the bar, however low the film is.
  const tall = kind === "film" ? height : Math.max(height, 5 * letters);
  const right = gap + count * (width + gap);
  const bar =
    kind === "film"
      ? undefined
      : { left: right, top: gap, width: Math.round(letters * 0.9), height: tall };
  // Numbers beside the bar are three to four letters wide.
  const whole = bar === undefined ? right : bar.left + bar.width + 3 * letters + gap;
  // A narrow film still has room for the whole line.
  const total = Math.max(whole, 18 * letters + 2 * gap);
  const top = gap + tall + gap;
  const textWidth = total - 2 * gap;
  const lines = captionLines(caption, Math.floor(textWidth / (CHARACTER * letters)));
  const textHeight = Math.round(letters * (1 + LINE * Math.max(0, lines.length - 1)));
  return {
    width: total,
    height: top + textHeight + gap,
    films,
    bar,
    notice: { left: gap, top, width: textWidth, height: textHeight },
    lines,
    letters,
  };
}
