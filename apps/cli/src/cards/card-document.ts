// A card before it is written: headings and blocks of plain text, which two writers turn into Markdown and HTML.
import type { Interval } from "@pleura/data";
import type { MeasuredNumber } from "./card-facts.ts";

/** A picture of a card: film, heatmap and overlay are its planes' business, here it is pixels with words. */
export interface CardPicture {
  /** File beside the Markdown text, such as "failure-1.png". */
  readonly file: string;
  readonly png: Uint8Array;
  readonly caption: string;
}

/** A part of a section. All text is plain: writers make it safe. */
export type CardBlock =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | {
      readonly kind: "table";
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: "pictures"; readonly pictures: readonly CardPicture[] };

/** A section of a card. */
export interface CardSection {
  readonly heading: string;
  readonly blocks: readonly CardBlock[];
}

/** A whole card. */
export interface CardDocument {
  readonly title: string;
  readonly sections: readonly CardSection[];
}

/** How a missing fact is told. */
export const NOT_RECORDED = "not recorded";

/** A paragraph. */
export function text(words: string): CardBlock {
  return { kind: "text", text: words };
}

/** A list of facts "name: value"; a value that is absent is told to be. */
export function facts(entries: Readonly<Record<string, string | number | undefined>>): CardBlock {
  return {
    kind: "list",
    items: Object.entries(entries).map(([name, value]) => `${name}: ${value ?? NOT_RECORDED}`),
  };
}

/** `0.912 (95 % interval 0.880 to 0.941)`; a dash when the images cannot tell. */
export function estimateText({ value, low, high }: Interval): string {
  if (!Number.isFinite(value)) return "– (the images cannot tell)";
  if (!Number.isFinite(low) || !Number.isFinite(high)) return `${fix(value)} (interval not known)`;
  return `${fix(value)} (95 % interval ${fix(low)} to ${fix(high)})`;
}

function fix(value: number): string {
  return value.toFixed(3);
}

/** A table of numbers with their intervals; `columns` come before them, one cell each per number. */
export function numbersTable<Row extends MeasuredNumber>(
  numbers: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => string>> = {},
): CardBlock {
  if (numbers.length === 0) return text(`Numbers: ${NOT_RECORDED}.`);
  return {
    kind: "table",
    header: [...Object.keys(columns), "measure", "value", "n", "how"],
    rows: numbers.map((row) => [
      ...Object.values(columns).map((read) => read(row)),
      row.name,
      estimateText(row.estimate),
      row.n === undefined ? NOT_RECORDED : `${row.n}`,
      row.method ?? NOT_RECORDED,
    ]),
  };
}
