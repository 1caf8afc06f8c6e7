// The films in a grid of which only the part in sight is drawn.
import { useLayoutEffect, useRef } from "preact/hooks";
import { FilmCell } from "./film-cell.tsx";
import type { GalleryFilm, GalleryState } from "./gallery-state.ts";
import type { GalleryEvent } from "./gallery-update.ts";
import { CELL, type GridStep, gridWindow } from "./grid-layout.ts";

/** Keys within the grid. */
const STEPS: Readonly<Record<string, GridStep>> = {
  ArrowLeft: "previous",
  ArrowRight: "next",
  ArrowUp: "row-up",
  ArrowDown: "row-down",
  Home: "first",
  End: "last",
  PageUp: "page-up",
  PageDown: "page-down",
};

interface FilmGridProps {
  readonly state: GalleryState;
  readonly shown: readonly GalleryFilm[];
  readonly dispatch: (event: GalleryEvent) => void;
}

/** The grid: a list box with one film chosen. */
export function FilmGrid({ state, shown, dispatch }: FilmGridProps) {
  const list = useRef<HTMLDivElement>(null);
  const { frame, selectedId } = state;
  const { columns, height, first, end } = gridWindow(shown.length, frame);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth, clientHeight } = element;
      dispatch({ type: "frame-changed", frame: { width: clientWidth, height: clientHeight } });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [dispatch]);
  // The state says where the list is scrolled to; a person's own scrolling comes back as the same number.
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && Math.abs(element.scrollTop - frame.top) > 1) {
      element.scrollTop = frame.top;
    }
  }, [frame.top]);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = STEPS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (to !== undefined) dispatch({ type: "film-stepped", to });
    else if (event.key === "Delete" && selectedId !== undefined) {
      dispatch({ type: "film-removed", id: selectedId });
    } else return;
    event.preventDefault();
  };
  const isDrawn = shown.slice(first, end).some(({ id }) => id === selectedId);
  return (
    <div
      ref={list}
      class="film-grid"
      role="listbox"
      aria-label="Films"
      tabIndex={0}
      aria-activedescendant={isDrawn ? `film-${selectedId}` : undefined}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) =>
        dispatch({ type: "frame-changed", frame: { top: currentTarget.scrollTop } })
      }
    >
      <div class="film-grid-all" role="presentation" style={{ height: `${height}px` }}>
        {shown.slice(first, end).map((film, at) => {
          const place = first + at;
          return (
            <FilmCell
              key={film.id}
              film={film}
              place={place}
              count={shown.length}
              left={(place % columns) * CELL.width}
              top={Math.floor(place / columns) * CELL.height}
              isSelected={film.id === selectedId}
              dispatch={dispatch}
            />
          );
        })}
      </div>
    </div>
  );
}
