// Turns the finished cells of a study into its tables and pages.
import { join } from "node:path";
import { type Output, toJson } from "../output.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";
import { type CellRecord, readCellRecord, readPredictions } from "./cell-record.ts";
import { labelledRows, type StudySurroundings } from "./run-cell.ts";
import type { StudyProgress } from "./run-study.ts";
import type { FinetuneCell } from "./study-plan.ts";
import {
  type FinishedCell,
  groupCells,
  predictionsOf,
  type StudyRow,
  studyRow,
} from "./study-results.ts";
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

/** Contents of study.json. */
export interface StudyResult {
  readonly notice: string;
  readonly isComplete: boolean;
  readonly cells: { readonly done: number; readonly planned: number };
  readonly rows: readonly StudyRow[];
}

/** Writes study.json and the tables. */
export async function summariseStudy({
  settings,
  progress,
  output,
}: StudySummaryContext): Promise<void> {
  const { done, missing } = progress;
  const finished = done.flatMap((cell) =>
    cell.kind === "finetune" ? [finishedCell(settings, cell)] : [],
  );
  const rows = [...groupCells(finished).values()].map((cells) => studyRow(cells, settings));
  const result: StudyResult = {
    notice: "Research use. Not for diagnosis.",
    isComplete: missing.length === 0,
    cells: { done: done.length, planned: done.length + missing.length },
    rows,
  };
  writeAtomic(join(settings.out, "study.json"), `${toJson(result, 2)}\n`, "output");
  output.json(result);
  for (const row of rows) {
    const { accuracy } = row.metrics;
    output.text(`${row.title} ${row.loss ?? ""} ${row.labelFraction} ${accuracy?.mean.toFixed(3)}`);
  }
}

function finishedCell(settings: StudySettings, cell: FinetuneCell): FinishedCell {
  const folder = join(settings.out, cell.id);
  const { steps, parameters, films } = readCellRecord(folder) as CellRecord;
  const read = (part: "val" | "test") => {
    const rows = labelledRows(settings, cell.split, part);
    return predictionsOf(rows, readPredictions(folder, part, rows));
  };
  return { cell, steps, parameters, films, validation: read("val"), test: read("test") };
}
