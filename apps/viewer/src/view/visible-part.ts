// Which copy of a film, and which part of it, a pane has to draw: never more pixels than it shows.
import type { FilmCopy } from "./display-film.ts";
import type { Crop } from "./grey-table.ts";
import { type Matrix, matrixOf, type Place, scaleOf, toFilm } from "./viewport.ts";

/** What to draw: a part of a copy, and the way from the part's pixels to the pane. */
export interface VisiblePart {
  readonly copy: FilmCopy;
  readonly crop: Crop;
  readonly matrix: Matrix;
}

/**
 * The part of a film that a pane shows, from the smallest copy that is not coarser than the screen.
 *
 * @param copies the film first, then smaller ones
 * @param pixelRatio screen pixels per CSS pixel
 * @returns undefined when nothing of the film is in sight
 */
export function visiblePart(
  place: Place,
  copies: readonly FilmCopy[],
  pixelRatio: number,
): VisiblePart | undefined {
  const { film, pane } = place;
  const scale = scaleOf(place) * pixelRatio;
  const longest = Math.max(film.width, film.height) * Math.min(1, scale);
  const copy =
    copies.findLast(({ width, height }) => Math.max(width, height) >= longest) ?? copies[0];
  if (copy === undefined) return undefined;
  const corners = [toFilm(place, { x: 0, y: 0 }), toFilm(place, { x: pane.width, y: pane.height })];
  const across = { x: copy.width / film.width, y: copy.height / film.height };
  const columns = range(
    corners.map(({ x }) => x * across.x),
    copy.width,
  );
  const rows = range(
    corners.map(({ y }) => y * across.y),
    copy.height,
  );
  if (columns.size <= 0 || rows.size <= 0) return undefined;
  const { a, b, c, d, e, f } = matrixOf(place);
  const [x, y] = [columns.first / across.x, rows.first / across.y];
  return {
    copy,
    crop: { left: columns.first, top: rows.first, width: columns.size, height: rows.size },
    matrix: {
      a: a / across.x,
      b: b / across.x,
      c: c / across.y,
      d: d / across.y,
      e: a * x + c * y + e,
      f: b * x + d * y + f,
    },
  };
}

/** Whole pixels around an interval, with one more at each end for smooth enlarging. */
function range(ends: readonly number[], count: number): { first: number; size: number } {
  const first = Math.max(0, Math.floor(Math.min(...ends)) - 1);
  const end = Math.min(count, Math.ceil(Math.max(...ends)) + 1);
  return { first, size: end - first };
}

/** Pixels that a grey table is laid over in 9 ms (measured 2026-11-26 in Node 20 on a busy machine; 7.5 million: 20 ms). */
const HURRIED_PIXELS = 3_000_000;

/**
 * The copies to choose from while every picture is in a hurry: without those from which the part would be larger than
 * {@link HURRIED_PIXELS}. On screens of two pixels per CSS pixel a film's part may have 14 million.
 */
export function hurriedCopies(
  place: Place,
  copies: readonly FilmCopy[],
  pixelRatio: number,
): readonly FilmCopy[] {
  const part = visiblePart(place, copies, pixelRatio);
  if (part === undefined || part.crop.width * part.crop.height <= HURRIED_PIXELS) return copies;
  const coarser = copies.slice(copies.indexOf(part.copy) + 1);
  return coarser.length === 0 ? copies : coarser;
}
