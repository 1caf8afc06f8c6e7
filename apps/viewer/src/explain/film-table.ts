// The grey tables of a film and of what a model made of it, in one window.
import type { DisplayFilm } from "../view/display-film.ts";
import { greyTable } from "../view/grey-table.ts";
import type { LookState } from "./explain-state.ts";

type Look = Pick<LookState, "window" | "isInverted">;

/** Screen grey of each step of the film. */
export function filmTable(film: DisplayFilm, { window, isInverted }: Look): Uint8Array {
  return greyTable({ window, isInverted: isInverted !== film.isNegative, scale: film });
}

/**
 * Screen grey of 65,536 steps of the greys that models see, 0 to 1: those are the values of the film's first window,
 * so that film and restoration look alike where they are alike.
 */
export function modelTable(
  { given, low, high, isNegative }: Pick<DisplayFilm, "given" | "low" | "high" | "isNegative">,
  { window, isInverted }: Look,
): Uint8Array {
  const ends = given ?? { low, high };
  // Grey 0 of a negative is the value at the window's upper end.
  const scale = isNegative ? { low: ends.high, high: ends.low } : ends;
  return greyTable({
    window,
    isInverted: isInverted !== isNegative,
    scale: { ...scale, lastStep: 65_535 },
  });
}
