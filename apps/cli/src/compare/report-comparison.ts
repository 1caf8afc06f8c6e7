// Shows a comparison on the terminal, as JSON lines and as files.
import { join } from "node:path";
import { countNoun } from "../count-noun.ts";
import { type Output, toJson } from "../output.ts";
import { page, paragraph, section, table } from "../report/page.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import type { CompareOptions, Comparison, Drift } from "./compare-rows.ts";
import { markdownTable, pageTable, tableLines } from "./compare-table.ts";

/** What was compared, and how. */
export interface Compared extends CompareOptions {
  /** Names of both sides. */
  readonly a: string;
  readonly b: string;
  /** Folder for the files. */
  readonly out?: string | undefined;
}

/** Shows a comparison and writes it where a folder was given. */
export function reportComparison(comparison: Comparison, compared: Compared, output: Output): void {
  for (const row of comparison.rows) output.json(row);
  for (const line of tableLines(comparison)) output.text(line);
  const notes = notesOf(comparison, compared);
  for (const note of notes) output.say(`compare: ${note}`);
  const { out, ...how } = compared;
  if (out === undefined) return;
  makeFolder(out);
  const report = { format: "pleura-compare/1", ...how, ...comparison };
  writeAtomic(join(out, "compare.json"), `${toJson(report, 2)}\n`, "output");
  const markdown = `${markdownTable(comparison)}\n\n${notes.map((note) => `- ${note}`).join("\n")}\n`;
  writeAtomic(join(out, "compare.md"), markdown, "output");
  const { heads, body } = pageTable(comparison);
  const html = page("Comparison of two benchmarks", [
    section("Rows", table(heads, body)),
    section("Notes", ...notes.map(paragraph)),
  ]);
  writeAtomic(join(out, "compare.html"), html, "output");
}

/** What must be known beside the table. */
function notesOf(
  { rows, onlyInA, onlyInB, drift }: Comparison,
  { a, b, threshold, confidence, takesTurns }: Compared,
): string[] {
  const count = (wanted: string): number => rows.filter(({ verdict }) => verdict === wanted).length;
  const counts = ["slower", "faster", "inconclusive"].map((one) => `${count(one)} ${one}`);
  return [
    ...onlyInA.map((title) => `only in A: ${title}`),
    ...onlyInB.map((title) => `only in B: ${title}`),
    ...(drift === undefined ? [] : [driftNote(drift)]),
    `A is ${a}, B is ${b}${takesTurns ? ", by turns" : ""}`,
    `${countNoun(rows.length, "row")}: ${counts.join(", ")}; told from ${percent(threshold)} on, all intervals hold at once with ${percent(confidence)}`,
  ];
}

function driftNote({ speed, disagreement }: Drift): string {
  return `the machine itself took ${speed.toFixed(3)} × as long in B, multiply-adds ${disagreement.toFixed(3)} × against copies; ratios are corrected by the first, intervals wider by half of the second`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
