// Where films lie in the gallery's grid, which of them are in sight, and where a step leads.
import type { FilmStep } from "../app/film-list.ts";
import type { GalleryFrame } from "./gallery-state.ts";

/** Size of a cell with its gap, pixels; gallery.css draws it so. */
export const CELL = { width: 120, height: 158 } as const;

/** Rows that are kept drawn above and below, so that scrolling shows no gap. */
const SPARE_ROWS = 2;

/** A step; within the grid also by a row. */
export type GridStep = FilmStep | "row-up" | "row-down";

/** Columns that fit; one at least. */
export function columnsOf({ width }: GalleryFrame): number {
  return Math.max(1, Math.floor(width / CELL.width));
}

/** The part of the grid that must be drawn. */
export interface GridWindow {
  readonly columns: number;
  /** Height of the whole grid, pixels. */
  readonly height: number;
  /** Places from `first` to before `end`. */
  readonly first: number;
  readonly end: number;
}

/** Which of `count` films are in sight or near it. */
export function gridWindow(count: number, frame: GalleryFrame): GridWindow {
  const columns = columnsOf(frame);
  const rows = Math.ceil(count / columns);
  const firstRow = Math.max(0, Math.floor(frame.top / CELL.height) - SPARE_ROWS);
  const endRow = Math.min(rows, Math.ceil((frame.top + frame.height) / CELL.height) + SPARE_ROWS);
  return {
    columns,
    height: rows * CELL.height,
    first: Math.min(count, firstRow * columns),
    end: Math.min(count, Math.max(firstRow, endRow) * columns),
  };
}

/** The scroll position that brings a place into sight, as near to the one now as can be. */
export function scrolledTo(place: number, frame: GalleryFrame): number {
  const top = Math.floor(place / columnsOf(frame)) * CELL.height;
  if (top < frame.top) return top;
  return Math.max(frame.top, top + CELL.height - frame.height);
}

/** Place that a step leads to among `count` films; from no place (-1) to the first or the last. */
export function steppedTo(
  step: GridStep,
  place: number,
  count: number,
  frame: GalleryFrame,
): number {
  const columns = columnsOf(frame);
  const page = columns * Math.max(1, Math.floor(frame.height / CELL.height));
  const last = count - 1;
  const moves: Readonly<Record<GridStep, number>> = {
    previous: place < 0 ? last : place - 1,
    next: place + 1,
    first: 0,
    last,
    "page-up": place - page,
    "page-down": place + page,
    "row-up": place - columns,
    "row-down": place + columns,
  };
  const to = moves[step];
  // Above the first and below the last row there is no row to go to.
  if (step === "row-up" && to < 0) return Math.max(0, place);
  if (
    step === "row-down" &&
    to > last &&
    Math.floor(place / columns) === Math.floor(last / columns)
  )
    return place;
  return Math.max(0, Math.min(last, to));
}
