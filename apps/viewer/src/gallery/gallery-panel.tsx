// The gallery's column: opening films, the queue, sorting and filtering, the films, and the record of the selected one.
import { useMemo } from "preact/hooks";
import "./gallery.css";
import type { AppContext } from "../app/app-context.ts";
import type { Store } from "../app/store.ts";
import { OpenButtons } from "../intake/open-buttons.tsx";
import { FilmGrid } from "./film-grid.tsx";
import { shownFilms } from "./film-order.ts";
import { FilmRecordPanel } from "./film-record-panel.tsx";
import { filmPlace, type GalleryState } from "./gallery-state.ts";
import { GalleryTools } from "./gallery-tools.tsx";
import type { GalleryEvent } from "./gallery-update.ts";
import { QueueBar } from "./queue-bar.tsx";

interface GalleryPanelProps {
  readonly context: AppContext;
  readonly store: Store<GalleryState, GalleryEvent>;
}

/** The column. */
export function GalleryPanel({ context, store: { state: signal, dispatch } }: GalleryPanelProps) {
  const state = signal.value;
  const { films, namedIds, view, selectedId } = state;
  // shownFilms reads no more of the state than this.
  const shown = useMemo(() => shownFilms(state), [films, namedIds, view]);
  const selected = selectedId === undefined ? undefined : films[filmPlace(films, selectedId)];
  return (
    <section class="gallery" aria-label="Gallery">
      <OpenButtons context={context} hasFilms={films.length > 0} />
      {films.length > 0 && (
        <>
          <QueueBar state={state} dispatch={dispatch} />
          <GalleryTools state={state} shownCount={shown.length} dispatch={dispatch} />
          <FilmGrid state={state} shown={shown} dispatch={dispatch} />
        </>
      )}
      {selected !== undefined && (
        <FilmRecordPanel
          film={selected}
          record={state.record}
          isPatientShown={state.isPatientShown}
          dispatch={dispatch}
        />
      )}
    </section>
  );
}
