// Window and level as text, in the film's own unit.
import type { DisplayFilm } from "../view/display-film.ts";
import type { GreyWindow } from "../view/grey-window.ts";

/** A grey value as text: whole numbers for stored greys, three digits where 1 is white. */
export function greyText({ white }: DisplayFilm, value: number): string {
  return value.toFixed(white === 1 ? 3 : 0);
}

/** Width and level, as viewers write them. */
export function windowText(film: DisplayFilm, { centre, width }: GreyWindow): string {
  return `W ${greyText(film, width)} L ${greyText(film, centre)}`;
}
