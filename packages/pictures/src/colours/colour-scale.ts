// The colours of a heatmap beside their values, as an element of a page.
import { element, type PictureElement } from "../svg/element.ts";
import { fixed } from "../svg/shown-text.ts";
import { type ColourMap, DEFAULT_COLOUR_MAP, hexColour } from "./colour-maps.ts";
import { themed } from "./picture-colours.ts";

/** How to draw a scale of colours. */
export interface ColourScaleOptions {
  readonly colourMap?: ColourMap;
  /** Values below it are not drawn on the film: marked, and their colours faint. 0 when absent. */
  readonly threshold?: number;
}

const [WIDTH, HEIGHT, BAR, MARGIN] = [256, 34, 14, 10];
/** Stripes of one colour: four pixels each, which no eye tells from a gradient. */
const STRIPES = 64;

/** A bar of the colours from 0 to 1 with ticks below it. */
export function colourScale({
  colourMap = DEFAULT_COLOUR_MAP,
  threshold = 0,
}: ColourScaleOptions = {}): PictureElement {
  const px = (value: number): number => MARGIN + value * WIDTH;
  const stripes = Array.from({ length: STRIPES }, (_, index) => {
    const from = index / STRIPES;
    return element("rect", {
      x: px(from),
      y: 2,
      width: WIDTH / STRIPES,
      height: BAR,
      fill: hexColour(colourMap, index / (STRIPES - 1)),
      "fill-opacity": (index + 0.5) / STRIPES < threshold ? 0.2 : undefined,
      "shape-rendering": "crispEdges",
    });
  });
  const tick = (value: number): PictureElement =>
    element("text", { x: px(value), y: HEIGHT - 4, "text-anchor": "middle" }, `${value}`);
  const at = fixed(px(threshold));
  const mark = { x1: at, x2: at, y1: 0, y2: BAR + 4, stroke: themed("ink"), "stroke-width": 2 };
  const from = threshold > 0 ? `, drawn from ${threshold.toFixed(2)}` : "";
  const width = WIDTH + 2 * MARGIN;
  return element(
    "svg",
    {
      viewBox: `0 0 ${width} ${HEIGHT}`,
      width,
      height: HEIGHT,
      fill: themed("ink"),
      role: "img",
      "aria-label": `Heatmap colours, ${colourMap.title}: ${hexColour(colourMap, 0)} is 0, ${hexColour(colourMap, 0.5)} is 0.5, ${hexColour(colourMap, 1)} is 1${from}`,
    },
    stripes,
    [0, 0.5, 1].map(tick),
    threshold > 0 ? element("line", mark) : undefined,
  );
}
