// The numbers of a study from its cells' stored predictions: pure, so that equal cells give equal tables.
import { createHash } from "node:crypto";
import { CLASSES, confusionMatrix } from "@pleura/data";
import { predictedClasses } from "../inference/class-scores.ts";
import { type ArmJudgement, judgeArm } from "../report/arm-judgement.ts";
import { ARMS, type ArmName, type PretextLoss } from "./study-arms.ts";
import { type JudgedModel, type MetricName, type SeedMean, seedMeans } from "./study-metrics.ts";
import type { FinetuneCell } from "./study-plan.ts";

/** A finished classifier of a study with what it said. */
export interface FinishedCell extends JudgedModel {
  readonly cell: FinetuneCell;
  readonly steps: number;
  readonly parameters: number;
  /** Labelled films it was trained on. */
  readonly films: number;
}

/** Digest of what a classifier said: other weights say something else. */
export function predictionsDigest({ validation, test }: FinishedCell): string {
  const hash = createHash("sha256");
  for (const { files, logits } of [validation, test]) {
    hash.update(JSON.stringify(files));
    hash.update(new Uint8Array(logits.buffer, logits.byteOffset, logits.byteLength));
  }
  return hash.digest("hex");
}

/** What makes a row of the table: cells that differ by their seed only. */
export interface RowKey {
  readonly split: string;
  readonly arm: ArmName;
  readonly loss: PretextLoss | null;
  readonly labelFraction: number;
  readonly view: string | null;
}

/** A row of the table. */
export interface StudyRow extends RowKey {
  readonly title: string;
  readonly seeds: readonly number[];
  /** Test films and their patients. */
  readonly n: number;
  readonly patients: number;
  /** Fine-tuning steps, weights, and labelled training films of each seed. */
  readonly steps: number;
  readonly parameters: number;
  readonly films: readonly number[];
  /** Folder of each seed's training below the study's. */
  readonly cells: readonly string[];
  readonly metrics: Readonly<Record<MetricName, SeedMean>>;
  /** Thresholds from validation, accuracy against coverage, and groups of films. */
  readonly judgement: ArmJudgement;
  /** Summed over the seeds; rows = truth, columns = prediction. */
  readonly confusion: readonly (readonly number[])[];
}

/** The key of a cell's row. */
export function rowKey({ split, arm, loss, labelFraction, view }: FinetuneCell): RowKey {
  return { split, arm, loss: loss ?? null, labelFraction, view: view ?? null };
}

/** Cells by row, rows in the order of their first cells. */
export function groupCells(cells: readonly FinishedCell[]): Map<string, FinishedCell[]> {
  const groups = new Map<string, FinishedCell[]>();
  for (const one of cells) {
    const key = JSON.stringify(rowKey(one.cell));
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

/** Networks that see altered films start from scratch, whatever the arm whose shape they have. */
function titleOf({ arm, view }: FinetuneCell): string {
  return view === undefined
    ? ARMS[arm].title
    : `from scratch, the network of ${arm}, sees ${view} of the films`;
}

/** A row of the table from its cells. */
export function studyRow(
  cells: readonly FinishedCell[],
  options: { readonly seed: number; readonly draws: number },
): StudyRow {
  const first = cells[0] as FinishedCell;
  const { truth, patients } = first.test;
  const matrices = cells.map(({ test }) =>
    confusionMatrix(test.truth, predictedClasses(test.probabilities), CLASSES.length),
  );
  return {
    ...rowKey(first.cell),
    title: titleOf(first.cell),
    seeds: cells.map(({ cell }) => cell.seed),
    n: truth.length,
    patients: new Set(patients).size,
    steps: first.steps,
    parameters: first.parameters,
    films: cells.map(({ films }) => films),
    cells: cells.map(({ cell }) => cell.id),
    metrics: seedMeans(cells, options),
    judgement: judgeArm([first, ...cells.slice(1)], options),
    confusion: CLASSES.map((_, truth) =>
      CLASSES.map((__, found) =>
        matrices.reduce((sum, matrix) => sum + (matrix[truth]?.[found] ?? 0), 0),
      ),
    ),
  };
}
