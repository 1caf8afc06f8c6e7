// The layer that lies over a film, as pixels: a heatmap, the restored film, or its difference from the given one.
import { toSourceGrid } from "@pleura/data";
import {
  COLOUR_MAPS,
  type ColourMap,
  heatmapRgba,
  isColourMapName,
  type RgbaPixels,
} from "@pleura/pictures";
import { greyTable } from "../view/grey-table.ts";
import type { Size } from "../view/viewport.ts";
import type { LayerState, LookState, RestoredFilm, ShownFilm } from "./explain-state.ts";
import type { ModelInput } from "./model-input.ts";

/** Longest side of a layer in pixels: models see at most 512, and colours are taken after enlarging. */
const LAYER_SIDE = 1024;

/** A difference of this share of the grey range has the last colour at least: less would show noise as news. */
const LEAST_TOP = 0.1;

/** What the colours of a layer stand for. */
export interface LayerScale {
  readonly colourMap: ColourMap;
  /** Value of the last colour. */
  readonly top: number;
}

/** A layer's pixels, which cover the whole film. */
export interface LayerPicture {
  readonly pixels: RgbaPixels;
  /** Undefined for a layer in grey. */
  readonly scale: LayerScale | undefined;
}

/** The colour map of a name; the first where the name is none. */
export function colourMapOf(name: string): ColourMap {
  return COLOUR_MAPS[isColourMapName(name) ? name : "viridis"];
}

/** Pixels of the layer that is chosen; undefined while there is none. */
export function layerPicture(
  film: ShownFilm,
  overlay: LayerState,
  look: Pick<LookState, "window" | "isInverted">,
): LayerPicture | undefined {
  const { input, restored } = film;
  switch (overlay.layer) {
    case "heatmap": {
      const map = film.maps.find(({ classIndex }) => classIndex === overlay.classIndex)?.map;
      if (map === undefined || input === undefined) return undefined;
      return mapPicture(film, input, map, { ...overlay, top: 1 });
    }
    case "restored":
      if (restored.kind !== "done") return undefined;
      return greyPicture(film, restored.value, look);
    case "difference": {
      if (restored.kind !== "done") return undefined;
      const { input } = restored.value;
      const map = differenceMap(restored.value.restored, input.data);
      // A difference is looked at by itself, so that its dark colours count too.
      return mapPicture(film, input, map, { ...overlay, opacity: 1, isOpaque: true });
    }
  }
}

/** |restored − given|, value by value, in shares of the grey range. */
export function differenceMap(restored: Float32Array, given: Float32Array): Float32Array {
  return restored.map((value, at) => Math.abs(value - (given[at] as number)));
}

interface MapOptions {
  readonly colourMap: string;
  readonly opacity: number;
  readonly threshold: number;
  /** Value of the last colour; the greatest one on the film when absent. */
  readonly top?: number;
  readonly isOpaque?: boolean;
}

function mapPicture(
  { display }: ShownFilm,
  input: ModelInput,
  map: Float32Array,
  { colourMap: name, opacity, threshold, top: given, isOpaque = false }: MapOptions,
): LayerPicture {
  const colourMap = colourMapOf(name);
  const grid = layerGrid(display);
  const values = onGrid(map, input, grid);
  const top = given ?? Math.max(LEAST_TOP, greatest(values));
  const data = values.map((value) => value / top);
  const pixels = heatmapRgba({ ...grid, data }, { colourMap, opacity, threshold });
  if (isOpaque) for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
  return { pixels, scale: { colourMap, top } };
}

function greyPicture(
  film: ShownFilm,
  { input, restored }: RestoredFilm,
  { window, isInverted }: Pick<LookState, "window" | "isInverted">,
): LayerPicture {
  const { display } = film;
  const grid = layerGrid(display);
  // The model gives 0–1 of the film's whole range; its window is the film's own.
  const table = greyTable({ window, isInverted, lastStep: 65_535, white: display.white });
  const values = onGrid(restored, input, grid);
  const data = new Uint8ClampedArray(4 * values.length).fill(255);
  values.forEach((value, at) => {
    const step = Math.round(65_535 * Math.min(1, Math.max(0, value)));
    data.fill(table[step] as number, 4 * at, 4 * at + 3);
  });
  return { pixels: { ...grid, data }, scale: undefined };
}

/** The film's shape with a longest side of {@link LAYER_SIDE} at most. */
export function layerGrid({ width, height }: Size): Size {
  const scale = Math.min(1, LAYER_SIDE / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

function onGrid(map: Float32Array, { geometry }: ModelInput, grid: Size): Float32Array {
  return toSourceGrid(map, { ...geometry, sourceWidth: grid.width, sourceHeight: grid.height });
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
