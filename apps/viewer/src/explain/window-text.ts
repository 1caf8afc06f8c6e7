// Window and level as text, in the film's own unit.
import type { DisplayFilm } from "../view/display-film.ts";
import type { GreyWindow } from "../view/grey-window.ts";

/** A grey value as text, in the film's own unit. */
export function greyText({ digits }: Pick<DisplayFilm, "digits">, value: number): string {
  return value.toFixed(digits);
}

/** Width and level, as viewers write them. */
export function windowText(film: DisplayFilm, { centre, width }: GreyWindow): string {
  return `W ${greyText(film, width)} L ${greyText(film, centre)}`;
}
