// Which film the queue takes next.
import { shownFilms } from "./film-order.ts";
import type { GalleryFilm, GalleryState } from "./gallery-state.ts";
import { gridWindow } from "./grid-layout.ts";

const isWaiting = ({ status }: GalleryFilm): boolean => status.kind === "waiting";

/** The first waiting film in sight, as the gallery is scrolled and sorted now, else the first of all. */
export function nextFilm(state: GalleryState): GalleryFilm | undefined {
  const first = state.films.find(isWaiting);
  if (first === undefined || state.frame.height === 0) return first;
  const shown = shownFilms(state);
  const inSight = gridWindow(shown.length, state.frame);
  return shown.slice(inSight.first, inSight.end).find(isWaiting) ?? first;
}
