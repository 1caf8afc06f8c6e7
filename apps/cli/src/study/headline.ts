// The headline of a study: its numbers in full, and what its heatmaps are worth.
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ManifestRow } from "@pleura/data";
import type { ExplanationMeasures } from "../explanation/explanation-measures.ts";
import {
  chooseFilms,
  type MeasuredExample,
  measureExplanations,
} from "../explanation/measure-explanations.ts";
import {
  examplesSection,
  MEASURES_STYLE,
  measuresSections,
} from "../explanation/measures-sections.ts";
import { lesionMask, lungMask } from "../node/lesion-mask.ts";
import { page } from "../report/page.ts";
import { writeAtomic } from "../run-folder/write-atomic.ts";
import { labelledRows } from "./finished-cells.ts";
import { keptResult } from "./kept-result.ts";
import { type FinishedCell, predictionsDigest } from "./study-row.ts";
import type { StudySettings } from "./study-settings.ts";
import type { StudySummaryContext } from "./summarise-study.ts";
import { withCellFilms } from "./with-cell-films.ts";

/** The cell of the headline's arm and loss with the first seed and most labels; undefined before it is done. */
export function headlineCell(
  { headline, seeds, labelFractions }: StudySettings,
  mainSplit: string,
  finished: readonly FinishedCell[],
): FinishedCell | undefined {
  return finished.find(
    ({ cell }) =>
      cell.split === mainSplit &&
      cell.arm === headline.arm &&
      (cell.loss === undefined || cell.loss === headline.loss) &&
      cell.seed === seeds[0] &&
      cell.labelFraction === Math.max(...labelFractions) &&
      cell.view === undefined,
  );
}

/** Films with their maps in the page of the heatmaps, where pictures are allowed. */
const EXAMPLES = 8;

/**
 * Measures the headline's heatmaps on test films and writes explain.html beside the study's page.
 *
 * @returns undefined when the study asks for none
 */
export async function measureHeadline(
  context: StudySummaryContext,
  finished: FinishedCell,
): Promise<ExplanationMeasures | undefined> {
  const { settings, surroundings, output } = context;
  const { explained, out, data, seed, draws, pictures } = settings;
  const { cell } = finished;
  if (explained === 0) {
    // What an earlier call wrote would stand beside numbers that it is not of.
    for (const name of ["explain.html", "explanations.json"])
      rmSync(join(out, name), { force: true });
    return undefined;
  }
  const key = {
    cell: cell.id,
    said: predictionsDigest(finished),
    explained,
    seed,
    draws,
    pictures,
  };
  return keptResult(join(out, "explanations.json"), key, () => {
    const all = labelledRows(settings, cell.split, "test");
    const rows = chooseFilms(all.length, explained, seed).map((at) => all[at] as ManifestRow);
    return withCellFilms(context, cell.id, rows, async ({ model, network, images }) => {
      const examples: MeasuredExample[] = [];
      const found = await measureExplanations(
        {
          network,
          images,
          rows: [...images.rows.keys()],
          masks: (row) => lesionMask(data, row, model),
          lungs: (row) => lungMask(data, row, model),
          seed,
          draws,
          onFilm: (example) => {
            if (pictures && examples.length < EXAMPLES) examples.push(example);
          },
        },
        output,
        surroundings.stop,
      );
      const shown = pictures ? [examplesSection(examples, model.size)] : [];
      const html = page("Explanations", [...measuresSections(found), ...shown], {
        style: MEASURES_STYLE,
      });
      writeAtomic(join(out, "explain.html"), html, "output");
      return found;
    });
  });
}
