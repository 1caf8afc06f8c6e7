// Pictures as plain trees: the program prints them as markup, a page turns them into its own nodes.
import { escapeHtml } from "./escape-html.ts";

/** An element of SVG or HTML. Names of attributes are those of the markup, such as `stroke-width` and `class`. */
export interface PictureElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly PictureNode[];
}

/** What stands inside an element: another one, or text that is only ever text. */
export type PictureNode = PictureElement | string;

/** What {@link element} takes as a child: nodes, lists of them, and nothing. */
export type PictureChild = PictureNode | readonly PictureNode[] | undefined;

/** Makes an element; attributes and children that are undefined are left out. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  ...children: readonly PictureChild[]
): PictureElement {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    tag,
    attributes: Object.fromEntries(given) as PictureElement["attributes"],
    children: children.flat().filter((child): child is PictureNode => child !== undefined),
  };
}

/** Elements that never hold anything, in SVG and in HTML: the others close with a tag of their own in either. */
const EMPTY = new Set(
  "br circle col ellipse hr image img input line path polygon polyline rect stop use".split(" "),
);

/** Names that cannot end a tag; element and attribute names are ours and never come from a file. */
const NAME = /^[A-Za-z][A-Za-z0-9:-]*$/;

/**
 * Markup of a tree, well-formed as HTML and as XML. Text and values of attributes are escaped, whatever they hold.
 *
 * @throws {TypeError} for a name of an element or an attribute that is no name
 */
export function markupOf(node: PictureNode): string {
  if (typeof node === "string") return escapeText(node);
  const { tag, attributes, children } = node;
  const pairs = Object.entries(attributes).map(
    ([name, value]) => ` ${checked(name)}="${escapeText(String(value))}"`,
  );
  const opening = `<${checked(tag)}${pairs.join("")}`;
  if (children.length === 0 && EMPTY.has(tag)) return `${opening}/>`;
  return `${opening}>${children.map(markupOf).join("")}</${tag}>`;
}

function checked(name: string): string {
  if (!NAME.test(name)) throw new TypeError(`internal: "${name}" is no name of markup`);
  return name;
}

// XML 1.0, "Char": a file with any other character cannot be read at all.
const NO_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function escapeText(text: string): string {
  return escapeHtml(text.replaceAll(NO_XML, "\uFFFD"));
}
