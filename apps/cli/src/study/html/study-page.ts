// study.html: the whole study as one page that loads nothing.
import { page, paragraph, section } from "../../report/page.ts";
import type { StudyResult } from "../study-result.ts";
import { armsSection, budgetSection, comparisonsSection } from "./result-sections.ts";

/** The page of a study. */
export function studyPage({
  rows,
  comparisons,
  mainSplit,
  isComplete,
  cells,
  notes,
}: StudyResult): string {
  const main = rows.filter(({ split, view }) => split === mainSplit && view === null);
  const state = isComplete
    ? `All ${cells.planned} trainings are done.`
    : `${cells.done} of ${cells.planned} trainings are done: the numbers below are not final.`;
  return page("Study", [
    section("What this is", paragraph(state), ...notes.map(paragraph)),
    armsSection(main),
    comparisonsSection(rows, comparisons),
    budgetSection(main),
  ]);
}
