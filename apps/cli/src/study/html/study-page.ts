// study.html: the whole study as one page that loads nothing.
import { MEASURES_STYLE, measuresSections } from "../../explanation/measures-sections.ts";
import { evaluationSections } from "../../report/evaluation-sections.ts";
import { page, paragraph, section } from "../../report/page.ts";
import type { StudyResult } from "../study-result.ts";
import type { StudyHeadline } from "../summarise-study.ts";
import { armsSection, budgetSection, comparisonsSection } from "./result-sections.ts";

/** The page of a study. */
export function studyPage(result: StudyResult, headline: StudyHeadline | undefined): string {
  const { rows, comparisons, mainSplit, isComplete, cells, notes, explanations } = result;
  const main = rows.filter(({ split, view }) => split === mainSplit && view === null);
  const state = isComplete
    ? `All ${cells.planned} trainings are done.`
    : `${cells.done} of ${cells.planned} trainings are done: the numbers below are not final.`;
  const sections = [
    section("What this is", paragraph(state), ...notes.map(paragraph)),
    armsSection(main),
    comparisonsSection(rows, comparisons),
    budgetSection(main),
    ...(headline === undefined ? [] : headlineSections(headline)),
    ...(explanations === undefined ? [] : measuresSections(explanations)),
  ];
  return page("Study", sections, { style: MEASURES_STYLE });
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
