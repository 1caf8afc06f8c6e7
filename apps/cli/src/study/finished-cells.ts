// Reads back what the finished classifiers of a study said.
import { join } from "node:path";
import type { ManifestRow } from "@pleura/data";
import { predictionsOf } from "../inference/predictions.ts";
import { openDataset } from "../node/dataset-folder.ts";
import { type PredictedSplit, readPredictions } from "../run-folder/predictions-file.ts";
import { type CellRecord, readCellRecord } from "./cell-record.ts";
import { splitPath } from "./cell-settings.ts";
import type { FinetuneCell, StudyCell } from "./study-plan.ts";
import type { FinishedCell } from "./study-row.ts";
import type { StudySettings } from "./study-settings.ts";

/** The labelled films of a part of one of a study's splits. */
export function labelledRows(
  { data, out }: StudySettings,
  split: string,
  part: PredictedSplit,
): ManifestRow[] {
  return openDataset(data, splitPath(out, split)).rows.filter(
    (row) => row.label !== "" && row.split === part,
  );
}

/** The classifiers among finished cells, with their predictions. */
export function readFinishedCells(
  settings: StudySettings,
  cells: readonly StudyCell[],
): FinishedCell[] {
  const rows = new Map<string, ManifestRow[]>();
  const rowsOf = (split: string, part: PredictedSplit): ManifestRow[] => {
    const key = `${part}:${split}`;
    const known = rows.get(key) ?? labelledRows(settings, split, part);
    rows.set(key, known);
    return known;
  };
  const classifiers = cells.filter((cell): cell is FinetuneCell => cell.kind === "finetune");
  return classifiers.map((cell) => {
    const folder = join(settings.out, cell.id);
    const { steps, parameters, films } = readCellRecord(folder) as CellRecord;
    const read = (part: PredictedSplit) => {
      const partRows = rowsOf(cell.split, part);
      return predictionsOf(partRows, readPredictions(folder, part, partRows));
    };
    return { cell, steps, parameters, films, validation: read("val"), test: read("test") };
  });
}
