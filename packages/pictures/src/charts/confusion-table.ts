// The confusion matrix as a table whose cells know what they count.
import { element, type PictureElement } from "../svg/element.ts";
import { oneLine } from "../svg/shown-text.ts";

/** One cell of a confusion matrix. */
export interface ConfusionCell {
  /** Class numbers: the row and the column. */
  readonly truth: number;
  readonly predicted: number;
  readonly count: number;
  /** Of the images of its truth, NaN where there is none. */
  readonly share: number;
}

/** How to draw a confusion matrix. */
export interface ConfusionOptions {
  /** Cells are buttons, which a page gives an action by their `data-truth` and `data-predicted`. */
  readonly hasButtons?: boolean;
  /** The cell whose button is pressed. */
  readonly chosen?: Pick<ConfusionCell, "truth" | "predicted">;
  /** Above the table; says what rows and columns are when absent. */
  readonly caption?: string;
}

/** The cells of a matrix with truth in rows, row by row. */
export function confusionCells(matrix: readonly (readonly number[])[]): ConfusionCell[] {
  return matrix.flatMap((row, truth) => {
    const sum = row.reduce((all, count) => all + count, 0);
    return row.map((count, predicted) => ({ truth, predicted, count, share: count / sum }));
  });
}

/**
 * The matrix as a `<table>`: counts, the blue of a cell by its count.
 *
 * @param names of the classes, by number
 */
export function confusionTable(
  matrix: readonly (readonly number[])[],
  names: readonly string[],
  options: ConfusionOptions = {},
): PictureElement {
  const { caption = "Rows are the truth, columns the prediction." } = options;
  const cells = confusionCells(matrix);
  const most = Math.max(1, ...cells.map(({ count }) => count));
  const name = (index: number): string => oneLine(names[index] ?? `class ${index}`);
  const head = matrix.map((_, index) => element("th", { scope: "col" }, name(index)));
  const rows = matrix.map((_, row) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name(row)),
      cells.filter(({ truth }) => truth === row).map((cell) => drawCell(cell, most, name, options)),
    ),
  );
  return element(
    "table",
    { class: "confusion" },
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, element("td"), head)),
    element("tbody", {}, rows),
  );
}

function drawCell(
  cell: ConfusionCell,
  most: number,
  name: (index: number) => string,
  { hasButtons = false, chosen }: ConfusionOptions,
): PictureElement {
  const { truth, predicted, count, share } = cell;
  // At most 0.6, so that black on light and white on dark paper stay read on it; the number is always there.
  const shade = `background: rgb(0 114 178 / ${((0.6 * count) / most).toFixed(2)})`;
  const place = { class: "cell", style: shade };
  if (!hasButtons) return element("td", place, `${count}`);
  const isChosen = chosen?.truth === truth && chosen.predicted === predicted;
  const percent = Number.isNaN(share) ? "" : `, ${(100 * share).toFixed(1)} % of its truth`;
  const button = {
    type: "button",
    "data-truth": truth,
    "data-predicted": predicted,
    "data-count": count,
    "aria-pressed": `${isChosen}`,
    "aria-label": `truth ${name(truth)}, predicted ${name(predicted)}: ${count} ${count === 1 ? "image" : "images"}${percent}`,
  };
  return element("td", place, element("button", button, `${count}`));
}
