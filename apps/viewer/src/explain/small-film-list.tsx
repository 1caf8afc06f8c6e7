// A list of open films without thumbnails.
import { computed, signal } from "@preact/signals";
import type { OpenedFile } from "../app/app-context.ts";
import type { FilmList, FilmStep, OpenFilm } from "../app/film-list.ts";

/** Films that a page key moves over. */
const PAGE = 10;

/** Makes an empty list. */
export function createSmallFilmList(): FilmList {
  const films = signal<readonly OpenFilm[]>([]);
  const place = signal(0);
  const selected = computed(() => films.value[place.value]);
  const moves: Readonly<Record<FilmStep, (at: number) => number>> = {
    previous: (at) => at - 1,
    next: (at) => at + 1,
    first: () => 0,
    last: () => films.value.length - 1,
    "page-up": (at) => at - PAGE,
    "page-down": (at) => at + PAGE,
  };
  return {
    selected,
    add(files: readonly OpenedFile[]) {
      const from = films.value.length;
      films.value = [
        ...films.value,
        ...files.map((file, at) => ({ id: from + at + 1, file, probabilities: undefined })),
      ];
      place.value = from;
    },
    select(id) {
      place.value = films.value.findIndex((film) => film.id === id);
    },
    step(to) {
      const last = films.value.length - 1;
      place.value = Math.max(0, Math.min(last, moves[to](place.value)));
    },
    Panel: () => <span class="hidden-text">{films.value.length} films are open.</span>,
  };
}
