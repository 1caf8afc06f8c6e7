// Turns the finished cells of a study into its tables, pages and cards.

import { join } from "node:path";
import { coverageChart, lineChart, type PictureElement, standalonePicture } from "@pleura/pictures";
import { type Output, toJson } from "../output.ts";
import { auditLines } from "../report/audit-sections.ts";
import { type Evaluation, evaluatePredictions } from "../report/evaluation.ts";
import { evaluationReliability, evaluationRoc } from "../report/evaluation-pictures.ts";
import { metricsCsv, metricsLatex } from "../report/metrics-table.ts";
import { makeFolder, writeAtomic } from "../run-folder/write-atomic.ts";
import { StoppedError } from "../signals/stop-request.ts";
import { readFinishedCells } from "./finished-cells.ts";
import { headlineCell, measureHeadline } from "./headline.ts";
import { besideHeadlineChart } from "./html/beside-headline.ts";
import { seedMeanWords } from "./html/result-sections.ts";
import { rowWords } from "./html/row-words.ts";
import { armsChart, differencesChart, SHOWN, sharesCharts } from "./html/study-charts.ts";
import { studyPage } from "./html/study-page.ts";
import type { StudySurroundings } from "./run-cell.ts";
import type { StudyProgress } from "./run-study.ts";
import { auditFacts, auditHeadline } from "./study-audits.ts";
import { writeStudyCards } from "./study-cards.ts";
import { compareRows, pairRows } from "./study-comparisons.ts";
import { studyCsv } from "./study-csv.ts";
import type { StudyResult } from "./study-result.ts";
import { type FinishedCell, groupCells, studyRow } from "./study-row.ts";
import type { StudySettings } from "./study-settings.ts";
import type { StudySplits } from "./study-splits.ts";
import { studyTable } from "./study-table.ts";

/** What there is to summarise. */
export interface StudySummaryContext {
  readonly settings: StudySettings;
  readonly splits: StudySplits;
  readonly progress: StudyProgress;
  readonly surroundings: StudySurroundings;
  readonly output: Output;
}

/** What was found, and whether a signal came before the audits, heatmaps and cards were written. */
export type StudySummary = StudyResult & { readonly isStopped?: boolean };

/** The headline's cell and what is known of it beyond its row. */
export interface StudyHeadline {
  readonly cell: FinishedCell;
  readonly evaluation: Evaluation;
}

/**
 * Writes study.json, its tables and study.html, and when the headline is done its heatmaps' measures and the cards.
 *
 * A study that was stopped gets the tables of what is done; what needs the device waits for the next call.
 */
export async function summariseStudy(context: StudySummaryContext): Promise<StudySummary> {
  const { settings, splits, progress } = context;
  const { done, missing } = progress;
  const finished = readFinishedCells(settings, done);
  const groups = [...groupCells(finished).values()];
  const rows = groups.map((cells) => studyRow(cells, settings));
  const cell = headlineCell(settings, splits.main.name, finished);
  const headline = cell && {
    cell,
    evaluation: evaluatePredictions(cell.test, { ...settings, validation: cell.validation }),
  };
  const result: StudyResult = {
    notice: "Research use. Not for diagnosis.",
    isComplete: missing.length === 0,
    cells: { done: done.length, planned: done.length + missing.length },
    notes: [splits.main, ...splits.others].flatMap(({ notes }) => notes),
    mainSplit: splits.main.name,
    splits: Object.fromEntries(
      [splits.main, ...splits.others].map(({ name, record }) => [name, record]),
    ),
    leftOut: Object.fromEntries(
      splits.others.flatMap(({ name, leftOut }) =>
        leftOut === undefined ? [] : [[name, leftOut]],
      ),
    ),
    rows,
    comparisons: compareRows(pairRows(rows, splits.main.name), groups, settings),
    ...(headline && { headline: { cell: headline.cell.cell.id, evaluation: headline.evaluation } }),
  };
  writeResult(context, result, headline);
  if (headline === undefined || missing.length > 0) return result;
  try {
    const audits = await auditHeadline(context, headline.cell, finished);
    const explanations = await measureHeadline(context, headline.cell);
    const full = { ...result, ...(audits && { audits }), ...(explanations && { explanations }) };
    writeResult(context, full, headline);
    const facts = audits === undefined ? [] : auditFacts(audits);
    await writeStudyCards(context, { ...headline, explanations, audits: facts });
    return full;
  } catch (error) {
    // The tables are written, and the next call goes on from here.
    if (error instanceof StoppedError) return { ...result, isStopped: true };
    throw error;
  }
}

function writeResult(
  { settings: { out } }: StudySummaryContext,
  result: StudyResult,
  headline: StudyHeadline | undefined,
): void {
  const write = (name: string, text: string): void => writeAtomic(join(out, name), text, "output");
  write("study.json", `${toJson(result, 2)}\n`);
  write("study.csv", studyCsv(result.rows));
  const table = studyTable(result.rows, result.mainSplit);
  write("study-table.csv", metricsCsv(table));
  write("study.tex", metricsLatex(table));
  write("study.html", studyPage(result, headline));
  makeFolder(join(out, "pictures"));
  for (const [name, picture] of studyPictures(result, headline)) {
    write(join("pictures", `${name}.svg`), standalonePicture(picture));
  }
}

type NamedPicture = readonly [name: string, picture: PictureElement | undefined];

/** The pictures of the page that documents want to show, by file name. */
function studyPictures(
  { rows, mainSplit, comparisons, audits }: StudyResult,
  headline: StudyHeadline | undefined,
): (readonly [name: string, picture: PictureElement])[] {
  const main = rows.filter(({ split, view }) => split === mainSplit && view === null);
  const pictures = SHOWN.flatMap((shown): NamedPicture[] => [
    [`arms-${shown.metric}`, armsChart(main, shown)] as const,
    [`differences-${shown.metric}`, differencesChart(rows, comparisons, shown)] as const,
    ...sharesCharts(main, shown).map(
      (picture, index) => [`labels-${shown.metric}-${index + 1}`, picture] as const,
    ),
  ]);
  if (audits !== undefined) pictures.push(["beside-headline", besideHeadlineChart(audits)]);
  if (headline !== undefined) {
    const { evaluation, cell } = headline;
    pictures.push(
      ["headline-roc", lineChart(evaluationRoc(cell.test, evaluation))],
      ["headline-reliability", lineChart(evaluationReliability(cell.test, evaluation))],
      ["headline-coverage", lineChart(coverageChart(evaluation.selective))],
    );
  }
  return pictures.flatMap(([name, picture]) =>
    picture === undefined ? [] : [[name, picture] as const],
  );
}

/** Tells the table in the terminal. */
export function printStudy(
  output: Output,
  { rows, mainSplit, isComplete, isStopped, cells, audits }: StudySummary,
  out: string,
): void {
  for (const row of rows) {
    const { accuracy } = row.metrics;
    output.text(`${rowWords(row, mainSplit).padEnd(44)} accuracy ${seedMeanWords(accuracy)}`);
  }
  if (audits !== undefined) for (const line of auditLines(audits)) output.text(line);
  if (isStopped)
    output.text("audits, heatmaps and cards are missing; run the same command to go on");
  if (!isComplete)
    output.text(
      `${cells.done} of ${cells.planned} trainings are done; run the same command to go on`,
    );
  output.text(`study     ${join(out, "study.html")}`);
  output.text("Research use. Not for diagnosis.");
}
