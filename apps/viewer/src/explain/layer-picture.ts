// The layer that lies over a film, as pixels: a heatmap, the restored film, or its difference from the given one.
import { toSourceGrid } from "@pleura/data";
import {
  COLOUR_MAPS,
  type ColourMap,
  heatmapRgba,
  isColourMapName,
  type Plane,
  type RgbaPixels,
} from "@pleura/pictures";
import type { DisplayFilm } from "../view/display-film.ts";
import { paintGrey } from "../view/grey-table.ts";
import type { Size } from "../view/viewport.ts";
import type { LayerState, LookState, RestoredFilm, ShownFilm } from "./explain-state.ts";
import { modelTable } from "./film-table.ts";
import type { ModelInput } from "./model-input.ts";

/** Longest side of a layer on the screen, pixels, as in the program's pictures; colours are taken after enlarging. */
export const LAYER_SIDE = 512;

/** A difference of this share of the grey range has the last colour at least: less would show noise as news. */
const LEAST_TOP = 0.1;

/** What of a film its layers are made of. */
export type LayeredFilm = Pick<ShownFilm, "input" | "maps" | "restored"> & {
  readonly display: Size & Pick<DisplayFilm, "given" | "low" | "high" | "isNegative">;
};

/** What the colours of a layer stand for. */
export interface LayerScale {
  readonly colourMap: ColourMap;
  /** Value of the last colour. */
  readonly top: number;
}

/** What a bar beside a layer shows of how it is drawn. */
export type BarLook = Pick<LayerState, "opacity" | "isFading" | "threshold">;

/** How a layer is drawn: a heatmap as it is set, everything else whole. */
export function barLook({ layer, opacity, isFading, threshold }: LayerState): BarLook {
  return layer === "heatmap"
    ? { opacity, isFading, threshold }
    : { opacity: 1, isFading: false, threshold: 0 };
}

/** A layer's pixels, which cover the whole film. */
export interface LayerPicture {
  /** Drawn with the layer's alpha, see {@link layerAlpha}, so that the opacity's slider colours nothing anew. */
  readonly pixels: RgbaPixels;
  /** Undefined for a layer in grey. */
  readonly scale: LayerScale | undefined;
}

/** The colour map of a name; the first where the name is none. */
export function colourMapOf(name: string): ColourMap {
  return COLOUR_MAPS[isColourMapName(name) ? name : "viridis"];
}

/** Opacity with which a layer is drawn: a restoration covers the film, or it could not be judged. */
export function layerAlpha({ layer, opacity }: LayerState): number {
  return layer === "heatmap" ? opacity : 1;
}

/**
 * Pixels of the layer that is chosen; undefined while there is none.
 *
 * @param side longest side of the layer, pixels
 */
export function layerPicture(
  film: LayeredFilm,
  overlay: LayerState,
  look: Pick<LookState, "window" | "isInverted">,
  side = LAYER_SIDE,
): LayerPicture | undefined {
  const { input, restored } = film;
  switch (overlay.layer) {
    case "heatmap": {
      const map = film.maps.find(({ classIndex }) => classIndex === overlay.classIndex)?.map;
      if (map === undefined || input === undefined) return undefined;
      return mapPicture(onGrid(map, input, layerGrid(film.display, side)), overlay, 1);
    }
    case "restored":
      if (restored.kind !== "done") return undefined;
      return greyPicture(film, restored.value, look, side);
    case "difference": {
      if (restored.kind !== "done") return undefined;
      const { input } = restored.value;
      const map = differenceMap(restored.value.restored, input.data);
      const plane = onGrid(map, input, layerGrid(film.display, side));
      const top = Math.max(LEAST_TOP, greatest(plane.data));
      // A difference is looked at by itself, so that its dark colours count too.
      return mapPicture(plane, { ...overlay, ...barLook(overlay) }, top);
    }
  }
}

/** |restored − given|, value by value, in shares of the grey range. */
export function differenceMap(restored: Float32Array, given: Float32Array): Float32Array {
  return restored.map((value, at) => Math.abs(value - (given[at] as number)));
}

function mapPicture(
  { width, height, data }: Plane,
  {
    colourMap: name,
    threshold,
    isFading,
  }: Pick<LayerState, "colourMap" | "threshold" | "isFading">,
  top: number,
): LayerPicture {
  const colourMap = colourMapOf(name);
  const scaled = top === 1 ? data : data.map((value) => value / top);
  const plane = { width, height, data: scaled };
  const pixels = heatmapRgba(plane, { colourMap, opacity: 1, threshold, isFading });
  return { pixels, scale: { colourMap, top } };
}

function greyPicture(
  { display }: LayeredFilm,
  { input, restored }: RestoredFilm,
  look: Pick<LookState, "window" | "isInverted">,
  side: number,
): LayerPicture {
  const table = modelTable(display, look);
  const { width, height, data: values } = onGrid(restored, input, layerGrid(display, side));
  const steps = Uint16Array.from(values, (value) =>
    Math.round(65_535 * Math.min(1, Math.max(0, value))),
  );
  const data = new Uint8ClampedArray(4 * steps.length);
  paintGrey({ width, height, data: steps }, { left: 0, top: 0, width, height }, table, data);
  return { pixels: { width, height, data }, scale: undefined };
}

/** The film's shape with a longest side of `side` at most. */
export function layerGrid({ width, height }: Size, side = LAYER_SIDE): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

function onGrid(map: Float32Array, { geometry }: ModelInput, grid: Size): Plane {
  const data = toSourceGrid(map, {
    ...geometry,
    sourceWidth: grid.width,
    sourceHeight: grid.height,
  });
  return { ...grid, data };
}

function greatest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** The layer on a canvas, from which panes draw it at any size. */
export function layerCanvas({ pixels: { width, height, data } }: LayerPicture): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(new ImageData(data, width, height), 0, 0);
  return canvas;
}
