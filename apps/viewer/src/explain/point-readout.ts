// The numbers under the pointer: place, grey value of the film, and value of the map.
import { type DisplayFilm, valueOfStep } from "../view/display-film.ts";
import type { Point } from "../view/viewport.ts";
import type { LayerState, ShownFilm } from "./explain-state.ts";
import { differenceMap } from "./layer-picture.ts";
import type { ModelInput } from "./model-input.ts";
import { greyText } from "./window-text.ts";

/** Text for a point of the film, such as `x 12 y 40 · grey 131 · map 0.62`; undefined beside the film. */
export function pointReadout(
  film: ShownFilm,
  overlay: LayerState,
  { x, y }: Point,
): string | undefined {
  const { display } = film;
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (column < 0 || row < 0 || column >= display.width || row >= display.height) return undefined;
  const value = layerValue(film, overlay, { x, y });
  const grey = `x ${column} y ${row} · grey ${greyText(display, greyAt(display, column, row))}`;
  return value === undefined ? grey : `${grey} · ${value}`;
}

function greyAt(film: DisplayFilm, column: number, row: number): number {
  const copy = film.copies[0];
  return valueOfStep(film, copy?.data[row * copy.width + column] ?? 0);
}

function layerValue(film: ShownFilm, overlay: LayerState, point: Point): string | undefined {
  const { input, restored } = film;
  if (overlay.layer === "heatmap") {
    const found = film.maps.find(({ classIndex }) => classIndex === overlay.classIndex);
    if (found === undefined || input === undefined) return undefined;
    return `map ${inMap(found.map, input, point).toFixed(2)}`;
  }
  if (restored.kind !== "done") return undefined;
  const { value } = restored;
  const given = value.input.data;
  return overlay.layer === "restored"
    ? `restored ${inMap(value.restored, value.input, point).toFixed(3)} of 1`
    : `difference ${inMap(differenceMap(value.restored, given), value.input, point).toFixed(3)}`;
}

/** Value of a model's square map under a point of the film. */
function inMap(map: Float32Array, { geometry }: ModelInput, { x, y }: Point): number {
  const { size, scaleX, scaleY, offsetX, offsetY } = geometry;
  const column = Math.min(size - 1, Math.floor(x * scaleX + offsetX));
  const row = Math.min(size - 1, Math.floor(y * scaleY + offsetY));
  return map[row * size + column] ?? 0;
}
