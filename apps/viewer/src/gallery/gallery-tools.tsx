// What narrows and orders the films: part of the name, class, state, least share, order.
import { CLASSES } from "@pleura/data";
import { classLabel } from "../app/class-label.ts";
import { Button } from "../controls/button.tsx";
import { Choice } from "../controls/choice.tsx";
import { SearchBox } from "../controls/search-box.tsx";
import { Slider } from "../controls/slider.tsx";
import type { FilmFilter, FilmOrder, GalleryState } from "./gallery-state.ts";
import type { GalleryEvent } from "./gallery-update.ts";

const FILTERS: readonly { readonly value: FilmFilter; readonly text: string }[] = [
  { value: "all", text: "all films" },
  ...CLASSES.map((_, at) => ({ value: `class-${at}` as const, text: `mostly ${classLabel(at)}` })),
  { value: "failed", text: "failed" },
  { value: "unfinished", text: "not done yet" },
];

const ORDERS: readonly { readonly value: FilmOrder; readonly text: string }[] = [
  { value: "opened", text: "as opened" },
  { value: "name", text: "by name" },
  { value: "most-certain", text: "largest share first" },
  { value: "least-certain", text: "smallest top share first" },
  ...CLASSES.map((_, at) => ({
    value: `class-${at}` as const,
    text: `most ${classLabel(at)} first`,
  })),
];

interface GalleryToolsProps {
  readonly state: GalleryState;
  readonly shownCount: number;
  readonly dispatch: (event: GalleryEvent) => void;
}

/** The tools; folded away until they are wanted. */
export function GalleryTools({ state, shownCount, dispatch }: GalleryToolsProps) {
  const { view, films, selectedId } = state;
  const { text, filter, order, leastShare } = view;
  return (
    <details class="gallery-tools">
      <summary>
        Sort and filter
        {shownCount < films.length && (
          <span class="muted">
            {" "}
            · {shownCount} of {films.length} shown
          </span>
        )}
      </summary>
      <SearchBox
        label="Name"
        value={text}
        onChange={(value) => dispatch({ type: "view-changed", view: { text: value } })}
      />
      <Choice
        label="Show"
        value={filter}
        options={FILTERS}
        onChange={(value) => dispatch({ type: "view-changed", view: { filter: value } })}
      />
      <Choice
        label="Order"
        value={order}
        options={ORDERS}
        onChange={(value) => dispatch({ type: "view-changed", view: { order: value } })}
      />
      <Slider
        label="Top share ≥"
        value={leastShare}
        min={0}
        max={1}
        step={0.01}
        text={`${Math.round(100 * leastShare)} %`}
        onChange={(value) => dispatch({ type: "view-changed", view: { leastShare: value } })}
      />
      <div class="queue-buttons">
        <Button
          isDisabled={selectedId === undefined}
          hint="Close the selected film (Delete)"
          onPress={() => {
            if (selectedId !== undefined) dispatch({ type: "film-removed", id: selectedId });
          }}
        >
          Close film
        </Button>
        <Button onPress={() => dispatch({ type: "films-removed" })}>
          {state.isClosingAll ? `Really close all ${films.length}?` : "Close all"}
        </Button>
      </div>
    </details>
  );
}
