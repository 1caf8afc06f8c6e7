// Everything that draws, without DOM, disk or GPU: charts and tables as element trees, colour maps, pixels.
//
// A tree is `{ tag, attributes, children }` with text as plain strings. `markupOf` prints it, `standalonePicture` makes
// it an SVG file, and a page builds its own nodes from it; attribute names are those of the markup. Elements that can be
// acted on carry `data-…` attributes (a confusion cell: `data-truth`, `data-predicted`). Colours are CSS variables
// `--picture-…` with light values to fall back on; `pictureVariables()` gives the declarations of both
// schemes.

export {
  type ConfusionOptions,
  confusionTable,
} from "./charts/confusion-table.ts";
export { curvesPicture } from "./charts/curves-picture.ts";
export {
  type Area,
  coverageChart,
  precisionRecallChart,
  reliabilityChart,
  rocChart,
  type ScoredImages,
} from "./charts/evaluation-charts.ts";
export { type IntervalChart, type IntervalLine, intervalChart } from "./charts/interval-chart.ts";
export { type LineChart, lineChart } from "./charts/line-chart.ts";
export type { Series } from "./charts/series.ts";
export { ticks, tickText } from "./charts/ticks.ts";
export {
  COLOUR_MAP_NAMES,
  COLOUR_MAPS,
  type ColourMap,
  type ColourMapName,
  hexColour,
  isColourMapName,
} from "./colours/colour-maps.ts";
export {
  PICTURE_COLOURS,
  type PictureColour,
  pictureVariables,
  seriesColour,
  seriesName,
  themed,
} from "./colours/picture-colours.ts";
export { withColourBar } from "./pixels/colour-bar.ts";
export {
  DEFAULT_OPACITY,
  greyPixels,
  heatmapPixels,
  heatmapRgba,
  type OverlayOptions,
  overlaidColours,
  overlayPixels,
} from "./pixels/overlay.ts";
export type { Pixels, Plane, RgbaPixels } from "./pixels/pixels.ts";
export {
  element,
  markupOf,
  type PictureChild,
  type PictureElement,
  type PictureNode,
} from "./svg/element.ts";
export { escapeHtml } from "./svg/escape-html.ts";
export { intervalText } from "./svg/interval-text.ts";
export { oneLine, shortened } from "./svg/shown-text.ts";
export { standalonePicture } from "./svg/standalone-picture.ts";
