// Turns the finished cells of a study into its tables and pages.
import { join } from "node:path";
import { type Output, toJson } from "../output.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";
import { readFinishedCells } from "./finished-cells.ts";
import { seedMeanWords } from "./html/result-sections.ts";
import { rowWords } from "./html/row-words.ts";
import { studyPage } from "./html/study-page.ts";
import type { StudySurroundings } from "./run-cell.ts";
import type { StudyProgress } from "./run-study.ts";
import { compareRows, pairRows } from "./study-comparisons.ts";
import { studyCsv } from "./study-csv.ts";
import type { StudyResult } from "./study-result.ts";
import { groupCells, studyRow } from "./study-row.ts";
import type { StudySettings } from "./study-settings.ts";
import type { StudySplits } from "./study-splits.ts";

/** What there is to summarise. */
export interface StudySummaryContext {
  readonly settings: StudySettings;
  readonly splits: StudySplits;
  readonly progress: StudyProgress;
  readonly surroundings: StudySurroundings;
  readonly output: Output;
}

/** Writes study.json, study.csv and study.html. */
export async function summariseStudy(context: StudySummaryContext): Promise<void> {
  const { settings, splits, progress, output } = context;
  const { done, missing } = progress;
  const finished = readFinishedCells(settings, done);
  const groups = [...groupCells(finished).values()];
  const rows = groups.map((cells) => studyRow(cells, settings));
  const pairs = pairRows(rows, splits.main.name);
  const result: StudyResult = {
    notice: "Research use. Not for diagnosis.",
    isComplete: missing.length === 0,
    cells: { done: done.length, planned: done.length + missing.length },
    notes: splits.main.notes,
    mainSplit: splits.main.name,
    rows,
    comparisons: compareRows(pairs, groups, settings),
  };
  const write = (name: string, text: string): void =>
    writeAtomic(join(settings.out, name), text, "output");
  write("study.json", `${toJson(result, 2)}\n`);
  write("study.csv", studyCsv(rows));
  write("study.html", studyPage(result));
  output.json(result);
  for (const row of rows) {
    const { accuracy } = row.metrics;
    output.text(`${rowWords(row).padEnd(32)} accuracy ${seedMeanWords(accuracy)}`);
  }
  output.text(`study     ${join(settings.out, "study.html")}`);
  output.text("Research use. Not for diagnosis.");
}
