// Trains one cell of a study in its folder and keeps its predictions; whatever is done already is not done again.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import type { SettingsTree } from "../config/load-settings.ts";
import { requireFinite } from "../inference/class-scores.ts";
import { logitsOf } from "../inference/logits-of.ts";
import { openClassifier, readClassifier } from "../node/classifier-file.ts";
import { prepareImages } from "../node/prepared-images.ts";
import { viewImages } from "../node/view-images.ts";
import type { Output } from "../output.ts";
import { preparedCacheFolder } from "../prepared-cache/prepared-cache.ts";
import {
  hasPredictions,
  PREDICTED_SPLITS,
  type PredictedSplit,
  writePredictions,
} from "../run-folder/predictions-file.ts";
import { RUN_RECORD, readRunRecord } from "../run-folder/run-record.ts";
import { makeFolder } from "../run-folder/write-atomic.ts";
import { finetune } from "../training/finetune-run.ts";
import { pretrain } from "../training/pretrain-run.ts";
import type { Surroundings } from "../training/run-folder-training.ts";
import { withCleanup } from "../with-cleanup.ts";
import { type CellRecord, readCellRecord, writeCellRecord } from "./cell-record.ts";
import { cellSettings, classifierSettings, pretextSettings } from "./cell-settings.ts";
import { labelledRows } from "./finished-cells.ts";
import { settingsChange } from "./settings-change.ts";
import type { StudyCell } from "./study-plan.ts";
import type { StudySettings } from "./study-settings.ts";

/** Images per call of a classifier that is asked about films. */
const PREDICTION_BATCH = 16;

/** What cells share: one device, its kernel variants and one stop request. */
export type StudySurroundings = Required<Surroundings>;

/**
 * True when a cell has all its results.
 *
 * @throws {CliError} tag `usage` when it was begun with other settings
 */
export function isCellDone(study: StudySettings, cell: StudyCell): boolean {
  const folder = join(study.out, cell.id);
  const record = readCellRecord(folder);
  if (record === undefined) return false;
  const given = cell.kind === "pretext" ? study.pretext : study.finetune;
  const own = settingsChange({ ...cellSettings(study, cell) }, record.settings, given);
  const start = startSettings(study, cell);
  const inherited = start && record.pretext && settingsChange(start, record.pretext, study.pretext);
  const change =
    own ??
    (inherited &&
      `${inherited}" of its pretext "${cell.kind === "finetune" ? cell.pretext?.id : ""}`);
  if (change === undefined) return record.isDone && hasAllPredictions(folder, cell);
  throw new CliError(
    "usage",
    `study "${study.out}": its cell "${cell.id}" must have the settings that it was begun with, but "${change}" differs. Give another --out, or delete "${folder}" to train it again.`,
  );
}

/**
 * Trains a cell to its end, or goes on with it.
 *
 * @returns the exit code of the signal that stopped it, or undefined when the cell is done
 */
export async function runCell(
  study: StudySettings,
  cell: StudyCell,
  surroundings: StudySurroundings,
  output: Output,
): Promise<number | undefined> {
  const folder = join(study.out, cell.id);
  const start = startSettings(study, cell);
  const begun: CellRecord = {
    id: cell.id,
    settings: recordedSettings({ ...cellSettings(study, cell) }),
    ...(start && { pretext: start }),
    isDone: false,
    steps: 0,
    parameters: 0,
    films: 0,
  };
  makeFolder(folder, "checkpoint");
  if (readCellRecord(folder) === undefined) writeCellRecord(folder, begun);
  const isResumed = existsSync(join(folder, RUN_RECORD));
  const { steps, end, exitCode } =
    cell.kind === "pretext"
      ? await pretrain(pretextSettings(study, cell), isResumed, output, surroundings)
      : await finetune(classifierSettings(study, cell), isResumed, output, surroundings);
  if (end === "interrupted") return exitCode;
  if (cell.kind === "finetune") {
    for (const split of PREDICTED_SPLITS) {
      if (hasPredictions(folder, split)) continue;
      await predictSplit(study, cell, split, surroundings, output);
      if (surroundings.stop.exitCode !== undefined) return surroundings.stop.exitCode;
    }
  }
  const { model, data } = readRunRecord(folder);
  const { parameters = 0 } = model;
  writeCellRecord(folder, { ...begun, isDone: true, steps, parameters, films: data["train"] ?? 0 });
  return undefined;
}

/** Settings of the pretext that a classifier starts from. */
function startSettings(study: StudySettings, cell: StudyCell): SettingsTree | undefined {
  if (cell.kind === "pretext" || cell.pretext === undefined) return undefined;
  return recordedSettings({ ...pretextSettings(study, cell.pretext) });
}

function hasAllPredictions(folder: string, cell: StudyCell): boolean {
  return (
    cell.kind === "pretext" || PREDICTED_SPLITS.every((split) => hasPredictions(folder, split))
  );
}

/** What a cell's record keeps of its settings: all but where files lie, the pretext's among them. */
function recordedSettings(settings: SettingsTree): SettingsTree {
  const { data: _, manifest: __, out: ___, adapter: ____, init: _____, ...rest } = settings;
  return rest;
}

/** Asks the best checkpoint, which validation chose, about the films of a part. */
async function predictSplit(
  study: StudySettings,
  cell: StudyCell,
  split: PredictedSplit,
  { device, stop }: StudySurroundings,
  output: Output,
): Promise<void> {
  const folder = join(study.out, cell.id);
  const rows = labelledRows(study, cell.split, split);
  await withCleanup(async (later) => {
    const model = readClassifier(folder);
    const network = openClassifier(model, device, PREDICTION_BATCH);
    later(() => network.destroy());
    const cache = preparedCacheFolder(cellSettings(study, cell).cache);
    const say = (line: string): void => output.say(`study: ${line}`);
    const films = await prepareImages(study.data, rows, model, { cache, say, stop });
    later(() => films.close());
    const images = await viewImages(study.data, films, model.view, model, stop);
    if (stop.exitCode !== undefined) return;
    const logits = await logitsOf(network, images, [...rows.keys()]);
    for (const [row, { file }] of rows.entries()) {
      requireFinite(logits.subarray(3 * row, 3 * row + 3), file);
    }
    writePredictions(folder, split, rows, logits);
    output.json({ cell: cell.id, split, predicted: rows.length });
  });
}
