// The model card of a study's headline and the data sheet of its data.
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type {
  AuditFact,
  DataSheetFacts,
  ModelCardFacts,
  PictureRule,
} from "../cards/card-facts.ts";
import { checkFacts, skippedFacts } from "../cards/data-facts.ts";
import { dataSheet } from "../cards/data-sheet.ts";
import {
  dataUse,
  explanationFacts,
  failureFacts,
  metricFacts,
  subgroupFacts,
} from "../cards/evaluation-facts.ts";
import { isMadeUp } from "../cards/is-made-up.ts";
import { modelCard } from "../cards/model-card.ts";
import { architectureText, pretextFacts, runFacts, runRecordOf } from "../cards/run-facts.ts";
import { saveCard } from "../cards/save-card.ts";
import type { ExplanationMeasures } from "../explanation/explanation-measures.ts";
import { explainSome } from "../inference/explain-some.ts";
import { describeCheckpoint, readClassifier } from "../node/classifier-file.ts";
import { openDataset } from "../node/dataset-folder.ts";
import type { Evaluation } from "../report/evaluation.ts";
import type { GalleryItem } from "../report/gallery.ts";
import { fingerprint } from "../run-folder/run-record.ts";
import { splitPath } from "./cell-settings.ts";
import { labelledRows } from "./finished-cells.ts";
import { ARMS } from "./study-arms.ts";
import type { FinishedCell } from "./study-row.ts";
import type { StudySummaryContext } from "./summarise-study.ts";
import { withCellFilms } from "./with-cell-films.ts";

/** What the cards tell besides what the study's folder holds. */
export interface StudyCardParts {
  readonly cell: FinishedCell;
  readonly evaluation: Evaluation;
  readonly explanations: ExplanationMeasures | undefined;
  readonly audits: readonly AuditFact[];
}

/** Wrong predictions that the card shows. */
const FAILURES = 8;

/** Writes model-card and data-sheet, each as text and as a page. */
export async function writeStudyCards(
  context: StudySummaryContext,
  { cell: finished, evaluation, explanations, audits }: StudyCardParts,
): Promise<void> {
  const { settings, splits } = context;
  const { data, out, groups } = settings;
  const { cell, test } = finished;
  const folder = join(out, cell.id);
  const all = openDataset(data, splitPath(out, cell.split)).rows;
  const rows = labelledRows(settings, cell.split, "test");
  const record = runRecordOf(folder);
  const model = readClassifier(folder);
  const pictures: PictureRule = !settings.pictures ? "none" : isMadeUp(all) ? "everywhere" : "page";
  const gallery = pictures === "none" ? [] : await failureGallery(context, finished);
  const wrong = rows.length - Math.round(evaluation.accuracy.value * rows.length);
  const facts: ModelCardFacts = {
    name: `Headline of the study: ${ARMS[cell.arm].title}, seed ${cell.seed}`,
    ...runFacts(record),
    architecture: architectureText(describeCheckpoint(model).model),
    size: model.size,
    pretextData: pretextFacts(record),
    trainingData: dataUse(
      `labelled films of split "train" of ${basename(data)}`,
      all.filter((row) => row.split === "train" && row.label !== ""),
      record?.dataFingerprint,
    ),
    evaluationData: dataUse(`split "test" of ${basename(data)}`, rows, fingerprint(data, rows)),
    metrics: metricFacts(evaluation),
    subgroups: subgroupFacts(evaluation, test, rows),
    audits,
    ...(explanations && explanationFacts(explanations)),
    failures: failureFacts(test, gallery, FAILURES),
    errors: { wrong, n: rows.length },
    pictures,
    caveats: [
      "One seed of the study's headline; study.html has the spread over seeds.",
      ...splits.main.notes,
    ],
  };
  const skipped = skippedFacts(data);
  const check = groups === undefined ? undefined : checkFacts(groups);
  const sheet: DataSheetFacts = {
    name: basename(data),
    fingerprint: fingerprint(data, all),
    rows: all,
    preprocessing: {
      size: `${model.size}×${model.size} pixels, grey values in [0, 1]`,
      fit: model.fit === "pad" ? "aspect kept, padded with black" : "stretched to a square",
    },
    split: `the protocol "${splits.main.record.protocol}", seed ${splits.main.record.seed}`,
    ...((check || skipped) && { check: { ...check, ...(skipped && { skipped }) } }),
  };
  // Pictures of an earlier call must not outlive a setting that forbids them.
  for (const name of readdirSync(out)) {
    if (/^failure-\d+\.png$/.test(name)) rmSync(join(out, name));
  }
  saveCard(out, "model-card", modelCard(facts));
  saveCard(out, "data-sheet", dataSheet(sheet));
}

/** Heatmaps of the most confident errors. */
function failureGallery(
  context: StudySummaryContext,
  { cell, test }: FinishedCell,
): Promise<GalleryItem[]> {
  const rows = labelledRows(context.settings, cell.split, "test");
  return withCellFilms(context, cell.id, rows, ({ network, images }) =>
    explainSome(network, images, test, FAILURES, context.surroundings.stop),
  );
}
