// Confusion matrices: every cell knows its classes and count, as text or as a button.
import { expect, test } from "vitest";
import { markupOf } from "../svg/element.ts";
import { confusionCells, confusionTable } from "./confusion-table.ts";

const matrix = [
  [3, 1],
  [0, 0],
];
const names = ["covid19", "<b>\u202Enormal"];

test("cells go row by row with their share of the truth", () => {
  expect(confusionCells(matrix)).toEqual([
    { truth: 0, predicted: 0, count: 3, share: 0.75 },
    { truth: 0, predicted: 1, count: 1, share: 0.25 },
    { truth: 1, predicted: 0, count: 0, share: Number.NaN },
    { truth: 1, predicted: 1, count: 0, share: Number.NaN },
  ]);
});

test("a table for reading has counts, headings and no button", () => {
  const html = markupOf(confusionTable(matrix, names));

  expect(html).toContain("<caption>Rows are the truth, columns the prediction.</caption>");
  expect(html).toContain(
    '<tr><th scope="row">covid19</th><td class="cell" style="background: rgb(0 114 178 / 0.60)">3</td><td class="cell" style="background: rgb(0 114 178 / 0.20)">1</td></tr>',
  );
  expect(html).toContain('<th scope="col">&lt;b&gt; normal</th>');
  expect(html).not.toContain("<button");
});

test("a table for choosing has a button a cell that says what it counts", () => {
  const chosen = { truth: 0, predicted: 1 };

  const html = markupOf(confusionTable(matrix, names, { hasButtons: true, chosen }));

  expect(html.match(/<button /g)).toHaveLength(4);
  expect(html).toContain(
    '<button type="button" data-truth="0" data-predicted="1" data-count="1" aria-pressed="true" aria-label="truth covid19, predicted &lt;b&gt; normal: 1 image, 25.0 % of its truth">1</button>',
  );
  expect(html.match(/aria-pressed="true"/g)).toHaveLength(1);
  expect(html).not.toContain("NaN");
});

test("a class without a name is shown by its number", () => {
  expect(markupOf(confusionTable([[1]], []))).toContain('<th scope="row">class 0</th>');
});
