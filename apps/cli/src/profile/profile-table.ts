// The table of a profile for people: rows in a terminal.
import type { ProfileRow } from "@pleura/profiling";
import { oneLine } from "../output.ts";

interface Column {
  readonly title: string;
  read(row: ProfileRow): string;
}

/** The columns of numbers, in the order that they are printed. */
const NUMBERS: readonly Column[] = [
  { title: "calls", read: ({ calls }) => String(Number(calls.toFixed(1))) },
  { title: "total ms", read: ({ totalMs }) => totalMs.toFixed(2) },
  { title: "%", read: ({ timeShare }) => (100 * timeShare).toFixed(1) },
  { title: "median µs", read: ({ medianUs }) => medianUs.toFixed(1) },
  { title: "min µs", read: ({ minUs }) => minUs.toFixed(1) },
  { title: "±%", read: ({ spread }) => (100 * spread).toFixed(0) },
  { title: "GFLOP/s", read: ({ gflops }) => gflops.toFixed(2) },
  { title: "GB/s", read: ({ gbs }) => gbs.toFixed(2) },
  { title: "FLOP/B", read: ({ intensity }) => intensity.toFixed(2) },
  { title: "roof%", read: ({ share }) => (100 * share).toFixed(0) },
];

/** Columns of words after the numbers. */
const WORDS: readonly Column[] = [
  { title: "bound", read: ({ bound }) => (bound === "arithmetic" ? "arith" : "mem") },
  { title: "workgroup", read: ({ workgroups }) => some(workgroups) },
  { title: "grid", read: ({ grids }) => some(grids) },
  { title: "variant", read: ({ variants }) => some(variants) },
];

/** A list in one cell: the first, and how many more there are. */
function some(texts: readonly string[]): string {
  const [first = "–", ...rest] = texts;
  return rest.length === 0 ? first : `${first} +${rest.length}`;
}

/** The table as aligned lines, head first; `what` names the last column. */
export function tableLines(what: string, rows: readonly ProfileRow[]): string[] {
  const cells = rows.map((row) => [...NUMBERS, ...WORDS].map((column) => column.read(row)));
  const titles = [...NUMBERS, ...WORDS].map(({ title }) => title);
  const widths = titles.map((title, at) =>
    Math.max(title.length, ...cells.map((line) => (line[at] as string).length)),
  );
  const line = (texts: readonly string[], name: string): string => {
    const padded = texts.map((text, at) => {
      const width = widths[at] as number;
      return at < NUMBERS.length ? text.padStart(width) : text.padEnd(width);
    });
    return `${padded.join("  ")}  ${name}`;
  };
  return [
    line(titles, what),
    ...rows.map((row, at) => line(cells[at] as string[], oneLine(row.name))),
  ];
}
