// The gallery: the open films with their thumbnails, the queue that asks the model about them, and the selected one.
import { computed } from "@preact/signals";
import type { AppContext } from "../app/app-context.ts";
import type { FilmList, FilmShares } from "../app/film-list.ts";
import { createStore } from "../app/store.ts";
import { startGalleryEffects } from "./gallery-effects.ts";
import { GalleryPanel } from "./gallery-panel.tsx";
import { filmPlace, initialGalleryState } from "./gallery-state.ts";
import { updateGallery } from "./gallery-update.ts";

/** Makes an empty gallery. */
export function createGallery(context: AppContext): FilmList {
  const store = createStore(initialGalleryState, updateGallery);
  const { state, dispatch } = store;
  startGalleryEffects(context, store);
  const film = computed(() => {
    const { films, selectedId } = state.value;
    return selectedId === undefined ? undefined : films[filmPlace(films, selectedId)];
  });
  return {
    selected: computed(() => {
      if (film.value === undefined) return undefined;
      const { id, file, status } = film.value;
      const probabilities = status.kind === "classified" ? status.probabilities : undefined;
      return { id, file, probabilities };
    }),
    add: (files) => dispatch({ type: "films-added", files }),
    select: (id) => dispatch({ type: "film-selected", id }),
    step: (to) => dispatch({ type: "film-stepped", to }),
    shares: () =>
      state.peek().films.flatMap(({ id, file: { name: file }, status }): FilmShares[] => {
        if (status.kind === "classified")
          return [{ id, file, probabilities: status.probabilities }];
        return status.kind === "failed" ? [{ id, file, error: status.message }] : [];
      }),
    Panel: () => <GalleryPanel context={context} store={store} />,
  };
}
