// Trees become markup in which no text and no value can be anything but text.
import { expect, test } from "vitest";
import { element, markupOf } from "./element.ts";

test("prints attributes, children and text in their order", () => {
  const tree = element(
    "g",
    { class: "a", x: 1.5 },
    element("rect", { width: 2 }),
    [element("text", {}, "one"), "two"],
    undefined,
  );

  expect(markupOf(tree)).toBe('<g class="a" x="1.5"><rect width="2"/><text>one</text>two</g>');
});

test("leaves out attributes and children that are undefined", () => {
  const tree = element("line", { x1: 0, "stroke-dasharray": undefined }, undefined);

  expect(tree).toEqual({ tag: "line", attributes: { x1: 0 }, children: [] });
});

test("closes an element that could hold something, so that HTML reads it as XML does", () => {
  expect(markupOf(element("td"))).toBe("<td></td>");
  expect(markupOf(element("circle"))).toBe("<circle/>");
});

test.each([
  ["</text><script>alert(1)</script>", "&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;"],
  ['" onload="alert(1)', "&quot; onload=&quot;alert(1)"],
  ["' & \u0000\u001b\ud800", "&#39; &amp; \uFFFD\uFFFD\uFFFD"],
])("shows %j as text", (text, expected) => {
  const tree = element("text", { "aria-label": text }, text);

  expect(markupOf(tree)).toBe(`<text aria-label="${expected}">${expected}</text>`);
});

test.each(["a b", "", "x>", "a=b", "1a"])("refuses %j as a name", (name) => {
  const message = `internal: "${name}" is no name of markup`;

  expect(() => markupOf(element(name))).toThrow(message);
  expect(() => markupOf(element("g", { [name]: 1 }))).toThrow(message);
});

test("a name with a colon or a dash is one", () => {
  expect(markupOf(element("g", { "xml:lang": "en", "data-row": 0 }))).toBe(
    '<g xml:lang="en" data-row="0"></g>',
  );
});
