// Turns the tree of a picture into the page's own nodes: text stays text, and cells that are buttons get their action.
import { type PictureElement, type PictureNode, pictureVariables } from "@pleura/pictures";
import { createElement, type VNode } from "preact";

/** The `data-…` attributes of an element, without their first word: `{ truth: "0", predicted: "2" }`. */
export type PictureData = Readonly<Record<string, string>>;

interface PictureProps {
  /** The tree; nothing is shown without one. */
  readonly picture: PictureElement | undefined;
  /** What a press on one of the picture's buttons does, by mouse or by keyboard. */
  readonly onPress?: (data: PictureData) => void;
}

// The page's own paper and ink, so that a picture lies on its panel.
const style = `${pictureVariables()} --picture-ground: transparent; --picture-ink: var(--text); --picture-faint: var(--muted); --picture-line: var(--line);`;

/** A picture of `@pleura/pictures` in the page's colours. */
export function Picture({ picture, onPress }: PictureProps) {
  if (picture === undefined) return null;
  return (
    <div class="picture" style={style}>
      {nodeOf(picture, onPress)}
    </div>
  );
}

/** The tree as a virtual node; elements of the tag `button` call `onPress` with their data. */
export function nodeOf(node: PictureElement, onPress?: PictureProps["onPress"]): VNode {
  const { tag, attributes, children } = node;
  const action =
    tag === "button" && onPress !== undefined ? { onClick: () => onPress(dataOf(node)) } : {};
  const inside = children.map((child: PictureNode) =>
    typeof child === "string" ? child : nodeOf(child, onPress),
  );
  return createElement(tag, { ...attributes, ...action }, ...inside);
}

function dataOf({ attributes }: PictureElement): PictureData {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name.startsWith("data-"))
      .map(([name, value]) => [name.slice("data-".length), `${value}`]),
  );
}
