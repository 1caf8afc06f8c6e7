// Colour maps by name: perceptually even ones, and jet for those who know films in it.
import { CIVIDIS } from "./cividis.ts";
import { INFERNO } from "./inferno.ts";
import { MAGMA } from "./magma.ts";
import { VIRIDIS } from "./viridis.ts";

/** Names of the colour maps, in the order of a menu. */
export const COLOUR_MAP_NAMES = ["viridis", "inferno", "magma", "cividis", "grey", "jet"] as const;

/** Name of a colour map. */
export type ColourMapName = (typeof COLOUR_MAP_NAMES)[number];

/** Colours of the values from 0 to 1. */
export interface ColourMap {
  readonly name: ColourMapName;
  /** As a menu shows it. */
  readonly title: string;
  /** Lightness rises evenly with the value: equal steps look equal, and order is seen without hue. */
  readonly isEven: boolean;
  /** `[256, 3]`: red, green and blue of the values 0, 1/255, …, 1. */
  readonly table: Uint8Array;
}

/** All colour maps. */
export const COLOUR_MAPS: Readonly<Record<ColourMapName, ColourMap>> = {
  viridis: { name: "viridis", title: "Viridis", isEven: true, table: fromHex(VIRIDIS) },
  inferno: { name: "inferno", title: "Inferno", isEven: true, table: fromHex(INFERNO) },
  magma: { name: "magma", title: "Magma", isEven: true, table: fromHex(MAGMA) },
  cividis: { name: "cividis", title: "Cividis", isEven: true, table: fromHex(CIVIDIS) },
  grey: { name: "grey", title: "Grey", isEven: true, table: fromFormula((t) => [t, t, t]) },
  // MATLAB's formula, which OpenCV draws too: three trapezia, a quarter of the range apart.
  jet: {
    name: "jet",
    title: "Jet (not perceptually even)",
    isEven: false,
    table: fromFormula((t) => [3, 2, 1].map((middle) => 1.5 - Math.abs(4 * t - middle))),
  },
};

/** The colour map of heatmaps unless another is chosen. */
export const DEFAULT_COLOUR_MAP: ColourMap = COLOUR_MAPS.viridis;

/** True when the text names a colour map. */
export function isColourMapName(text: string): text is ColourMapName {
  return (COLOUR_MAP_NAMES as readonly string[]).includes(text);
}

/** Position in a map's table of a value in [0, 1]. */
export function colourAt(value: number): number {
  return 3 * Math.min(255, Math.max(0, Math.round(255 * value)));
}

/** Colour of a value in [0, 1] as CSS and SVG write it, such as `#440154`. */
export function hexColour({ table }: ColourMap, value: number): string {
  const at = colourAt(value);
  const digits = Array.from(table.subarray(at, at + 3), (part) =>
    part.toString(16).padStart(2, "0"),
  );
  return `#${digits.join("")}`;
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: 256 * 3 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}

function fromFormula(colour: (t: number) => readonly number[]): Uint8Array {
  const table = new Uint8Array(256 * 3);
  for (let entry = 0; entry < 256; entry += 1) {
    const parts = colour(entry / 255).map((part) => Math.min(1, Math.max(0, part)));
    table.set(
      parts.map((part) => Math.round(255 * part)),
      3 * entry,
    );
  }
  return table;
}
