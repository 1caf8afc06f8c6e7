// A comparison as lines for a terminal and as Markdown.
import type { Comparison, RowComparison } from "./compare-rows.ts";

/** The cells of a row: what both outputs show. */
function cells({ msA, msB, ratio, low, high, p, verdict, title }: RowComparison): string[] {
  return [
    milliseconds(msA),
    milliseconds(msB),
    `${ratio.toFixed(3)}`,
    Number.isFinite(high) ? `${low.toFixed(3)} to ${high.toFixed(3)}` : "unknown",
    probability(p),
    verdict,
    title,
  ];
}

const HEADS = ["A ms", "B ms", "B / A", "interval", "p", "verdict", "row"] as const;
const WIDTHS = [10, 10, 7, 16, 8, 12] as const;

/** Lines of a table, the title last because it is the longest. */
export function tableLines({ rows }: Comparison): string[] {
  return [HEADS, ...rows.map(cells)].map((row) =>
    row
      .map((cell, index) => {
        const width = WIDTHS[index];
        if (width === undefined) return cell;
        return index === 5 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  "),
  );
}

/** The table in Markdown. */
export function markdownTable({ rows }: Comparison): string {
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  const body = rows.map((row) => line(cells(row).map((cell) => cell.replaceAll("|", "\\|"))));
  return [line(HEADS), line(HEADS.map((_, index) => (index < 5 ? "---:" : "---"))), ...body].join(
    "\n",
  );
}

/** The table's cells with their heads, for a page. */
export function pageTable({ rows }: Comparison): { heads: readonly string[]; body: string[][] } {
  const titleFirst = (row: readonly string[]) => [row.at(-1) ?? "", ...row.slice(0, -1)];
  return { heads: titleFirst(HEADS), body: rows.map((row) => titleFirst(cells(row))) };
}

function milliseconds(ms: number): string {
  return ms >= 100 ? ms.toFixed(1) : ms.toFixed(3);
}

function probability(p: number): string {
  return p < 1e-4 ? p.toExponential(0) : p.toFixed(4);
}
