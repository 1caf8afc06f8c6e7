// Makes a picture a file of its own.
import { withoutVariables } from "../colours/picture-colours.ts";
import { element, markupOf, type PictureElement, type PictureNode } from "./element.ts";

/** The picture as an SVG file: with its namespace, a white ground, a font and plain colours. */
export function standalonePicture(picture: PictureElement): string {
  if (picture.tag !== "svg")
    throw new TypeError("internal: a picture of its own must be an <svg> element");
  const { attributes, children } = plain(picture);
  const own = {
    xmlns: "http://www.w3.org/2000/svg",
    "font-family": "system-ui, sans-serif",
    "font-size": 11,
    ...attributes,
  };
  const ground = element("rect", { width: "100%", height: "100%", fill: "#fff" });
  return `${markupOf(element("svg", own, ground, children))}\n`;
}

function plain({ tag, attributes, children }: PictureElement): PictureElement {
  const pairs = Object.entries(attributes).map(
    ([name, value]) => [name, typeof value === "string" ? withoutVariables(value) : value] as const,
  );
  const inside = children.map(
    (child): PictureNode => (typeof child === "string" ? child : plain(child)),
  );
  return { tag, attributes: Object.fromEntries(pairs), children: inside };
}
