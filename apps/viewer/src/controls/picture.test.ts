// Trees of pictures become virtual nodes of the same shape, whose buttons say what they stand for.
import { confusionTable, element } from "@pleura/pictures";
import type { VNode } from "preact";
import { expect, test, vi } from "vitest";
import { nodeOf } from "./picture.tsx";

type Props = { children?: unknown; onClick?: () => void; [name: string]: unknown };

/** All virtual nodes of a tag below a node, in their order. */
function nodesOf(node: unknown, tag: string): VNode<Props>[] {
  if (Array.isArray(node)) return node.flatMap((one) => nodesOf(one, tag));
  if (typeof node !== "object" || node === null) return [];
  const found = node as VNode<Props>;
  return [...(found.type === tag ? [found] : []), ...nodesOf(found.props.children, tag)];
}

test("keeps tags, attributes and text, and takes markup in a text for text", () => {
  const name = "<img src=x onerror=alert(1)>";

  const node = nodeOf(element("g", { "stroke-width": 2 }, element("text", { x: 1 }, name)));

  const [text] = nodesOf(node, "text");
  expect(node.type).toBe("g");
  expect(node.props).toMatchObject({ "stroke-width": 2 });
  expect(text?.props).toEqual({ x: 1, children: name });
});

test("a press on a cell of a confusion matrix tells its classes and count", () => {
  const onPress = vi.fn();
  const names = ["a", "b"];
  const table = confusionTable(
    [
      [3, 1],
      [0, 2],
    ],
    names,
    { hasButtons: true },
  );

  const buttons = nodesOf(nodeOf(table, onPress), "button");
  buttons[1]?.props.onClick?.();

  expect(buttons).toHaveLength(4);
  expect(onPress.mock.calls).toEqual([[{ truth: "0", predicted: "1", count: "1" }]]);
});

test("without an action a button has none", () => {
  const [button] = nodesOf(nodeOf(element("button", {}, "1")), "button");

  expect(button?.props.onClick).toBeUndefined();
});
