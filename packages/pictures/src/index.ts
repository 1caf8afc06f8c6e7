// Everything that draws: element trees for charts and tables, colour maps, and pixels. No DOM, no disk.

export {
  element,
  markupOf,
  type PictureChild,
  type PictureElement,
  type PictureNode,
} from "./svg/element.ts";
export { escapeHtml } from "./svg/escape-html.ts";
export { standalonePicture } from "./svg/standalone-picture.ts";
