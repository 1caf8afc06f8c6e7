// The tuning table for people: what was chosen for which shape, and what it gains.
import type { TuningEntry, TuningTable } from "@pleura/engine";
import { countNoun } from "../count-noun.ts";

/** Milliseconds with enough digits to compare. */
const ms = (value: number | undefined) => (value === undefined ? "–" : value.toFixed(3));

/** Times of one entry: chosen, built-in, and how many times faster the chosen one is. */
function timesOf({ ms: chosenMs, builtInMs }: TuningEntry): string {
  const ratio = builtInMs === undefined ? "–" : (builtInMs / chosenMs).toFixed(2);
  return `${ms(chosenMs).padStart(10)} ${ms(builtInMs).padStart(10)} ${ratio.padStart(6)}`;
}

/** Lines of the table, with rejected variants under their row. */
export function tuningLines(table: TuningTable): readonly string[] {
  const columns = [
    ["op", ({ op }: TuningEntry) => op],
    ["chosen", ({ chosen }: TuningEntry) => chosen],
    ["built-in", ({ builtIn }: TuningEntry) => builtIn],
  ] as const;
  const widths = columns.map(([title, cell]) =>
    Math.max(title.length, ...table.map((entry) => cell(entry).length)),
  );
  const row = (cells: readonly string[]) =>
    cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ");
  const head = `${"ms".padStart(10)} ${"built-in".padStart(10)} ${"ratio".padStart(6)}`;
  const isGain = ({ chosen, builtIn }: TuningEntry) => chosen !== builtIn;
  return [
    `${row(columns.map(([title]) => title))}  ${head}  shape`,
    ...table.flatMap((entry) => [
      `${row(columns.map(([, cell]) => cell(entry)))}  ${timesOf(entry)}  ${entry.shape}`,
      ...entry.rejected.map(({ name, reason }) => `  rejected: ${name}: ${reason}`),
    ]),
    `${countNoun(table.length, "shape")} tuned, ${table.filter(isGain).length} with another variant than the built-in one`,
  ];
}
