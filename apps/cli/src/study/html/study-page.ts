// study.html: the whole study as one page that loads nothing.
import { CLASSES } from "@pleura/data";
import { MEASURES_STYLE, measuresSections } from "../../explanation/measures-sections.ts";
import { judgementSections } from "../../report/arm-judgement-sections.ts";
import { auditSections } from "../../report/audit-sections.ts";
import { evaluationSections } from "../../report/evaluation-sections.ts";
import { page, paragraph, section, table } from "../../report/page.ts";
import type { StudyResult } from "../study-result.ts";
import type { StudyHeadline } from "../summarise-study.ts";
import { besideHeadlineSection } from "./beside-headline.ts";
import { dataSection } from "./data-section.ts";
import { publishedSection } from "./published-section.ts";
import {
  armsSection,
  budgetSection,
  comparisonsSection,
  seedMeanWords,
} from "./result-sections.ts";
import { rowWords, shareWords } from "./row-words.ts";

/** The page of a study. */
export function studyPage(result: StudyResult, headline: StudyHeadline | undefined): string {
  const { rows, comparisons, mainSplit, isComplete, cells, notes, audits, explanations } = result;
  const main = rows.filter(({ split, view }) => split === mainSplit && view === null);
  const state = isComplete
    ? `All ${cells.planned} trainings are done.`
    : `${cells.done} of ${cells.planned} trainings are done: the numbers below are not final.`;
  const split = result.splits[mainSplit];
  const sections = [
    section("What this is", paragraph(state), ...notes.map(paragraph)),
    ...(split === undefined ? [] : [dataSection(split)]),
    armsSection(main),
    ...(audits === undefined ? [] : [besideHeadlineSection(audits)]),
    publishedSection(),
    comparisonsSection(rows, comparisons),
    ...judgementSections(
      main.map((row) => ({
        title: rowWords(row, mainSplit),
        group: `${shareWords(row)} of the labels`,
        judgement: row.judgement,
      })),
    ),
    budgetSection(main),
    ...(audits === undefined ? [] : auditSections(audits)),
    ...leftOutSections(result),
    ...(headline === undefined ? [] : headlineSections(headline)),
    ...(explanations === undefined ? [] : measuresSections(explanations)),
  ];
  return page("Study", sections, { style: MEASURES_STYLE });
}

/** The headline on sources that it was trained without. */
function leftOutSections({ rows, leftOut }: StudyResult): string[] {
  const tested = rows.flatMap((row) => {
    const source = leftOut[row.split];
    return source === undefined ? [] : [{ row, source }];
  });
  if (tested.length === 0) return [];
  return [
    section(
      "Sources left out",
      paragraph(
        "Trained, pretext included, on all sources but one, and tested on that one: the nearest thing to another hospital that one data set can give. A dash stands where the source has too few classes.",
      ),
      table(
        [
          "left out",
          "films",
          "patients",
          "accuracy",
          "macro AUROC",
          ...CLASSES.map((name) => `sensitivity ${name}`),
        ],
        tested.map(({ row, source }) => [
          source,
          `${row.n}`,
          `${row.patients}`,
          seedMeanWords(row.metrics.accuracy),
          seedMeanWords(row.metrics["macro.auroc"]),
          ...CLASSES.map((name) => seedMeanWords(row.metrics[`${name}.sensitivity`])),
        ]),
      ),
    ),
  ];
}

/** The first seed of the headline, in full. */
function headlineSections({ cell, evaluation }: StudyHeadline): string[] {
  const { arm, seed } = cell.cell;
  return [
    section(
      "Headline, one model in full",
      paragraph(
        `${arm}, seed ${seed}: the sections below are of this one model; the table above has the spread over seeds.`,
      ),
    ),
    ...evaluationSections(evaluation, cell.test, "test"),
  ];
}
