// Makes a picture a file of its own.
import { markupOf, type PictureElement } from "./element.ts";

/** The picture as an SVG file: with its namespace, a white ground and a font. */
export function standalonePicture({ tag, attributes, children }: PictureElement): string {
  if (tag !== "svg") throw new TypeError("internal: a picture of its own must be an <svg> element");
  const ground = { tag: "rect", attributes: { width: "100%", height: "100%", fill: "#fff" } };
  const own = {
    xmlns: "http://www.w3.org/2000/svg",
    "font-family": "system-ui, sans-serif",
    "font-size": 11,
    ...attributes,
  };
  return `${markupOf({ tag, attributes: own, children: [{ ...ground, children: [] }, ...children] })}\n`;
}
