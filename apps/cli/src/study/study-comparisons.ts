// Which arms of a study are compared with which: the steps of the paper's ablation, at equal loss and labels.
import {
  type AdjustedComparison,
  adjustComparisons,
  type ComparisonOptions,
  compareArms,
} from "../report/arm-comparison.ts";
import { ARMS, type ArmName } from "./study-arms.ts";
import type { FinishedCell, RowKey } from "./study-row.ts";

/** Arms whose difference answers one question; the first is what is asked about. */
export interface ArmPair {
  readonly question: string;
  readonly first: ArmName;
  readonly second: ArmName;
}

/** The questions of the ablation. */
export const ARM_PAIRS: readonly ArmPair[] = [
  { question: "what the pretext is worth", first: "ssl", second: "scratch" },
  { question: "the pretext against as many more steps", first: "ssl", second: "scratch-long" },
  { question: "what the authors' scalar gate adds", first: "ssl-gate", second: "ssl" },
  { question: "what CBAM adds", first: "ssl-cbam", second: "ssl" },
  { question: "CBAM against the scalar gate", first: "ssl-cbam", second: "ssl-gate" },
  { question: "the whole system against scratch", first: "ssl-cbam", second: "scratch" },
];

/** Two rows of a study to compare, by their place in its table. */
export interface RowPair {
  readonly question: string;
  readonly first: number;
  readonly second: number;
}

/**
 * The pairs of rows that a study compares: arms at equal loss and labels, then 1 − SSIM against MSE within an arm.
 * Rows of altered films and of other splits are left to the audits.
 */
export function pairRows(rows: readonly RowKey[], mainSplit: string): readonly RowPair[] {
  const main = [...rows.entries()].filter(
    ([, { split, view }]) => split === mainSplit && view === null,
  );
  const find = (arm: ArmName, loss: RowKey["loss"], labelFraction: number): number | undefined =>
    main.find(
      ([, row]) =>
        row.arm === arm &&
        row.labelFraction === labelFraction &&
        row.loss === (ARMS[arm].isPretrained ? loss : null),
    )?.[0];
  const fractions = [...new Set(main.map(([, { labelFraction }]) => labelFraction))];
  const losses = [...new Set(main.flatMap(([, { loss }]) => (loss === null ? [] : [loss])))];
  const pairs: RowPair[] = [];
  const add = (question: string, first?: number, second?: number): void => {
    if (first === undefined || second === undefined) return;
    pairs.push({ question, first, second });
  };
  for (const labelFraction of fractions) {
    for (const loss of losses) {
      for (const { question, first, second } of ARM_PAIRS) {
        add(question, find(first, loss, labelFraction), find(second, loss, labelFraction));
      }
    }
    for (const arm of new Set(main.map(([, row]) => row.arm))) {
      if (!ARMS[arm].isPretrained) continue;
      const [ssim, mse] = [find(arm, "ssim", labelFraction), find(arm, "mse", labelFraction)];
      add("1 − SSIM against MSE", ssim, mse);
    }
  }
  return pairs;
}

/** Two rows of the table, compared on the same films. */
export interface RowComparison extends RowPair, AdjustedComparison {}

/**
 * Compares the pairs; the p-values are adjusted for all of them together.
 *
 * @param cells cells of each row, in the rows' order; only seeds that both rows have are compared
 */
export function compareRows(
  pairs: readonly RowPair[],
  cells: readonly (readonly FinishedCell[])[],
  options: ComparisonOptions,
): readonly RowComparison[] {
  const compared = pairs.flatMap((pair) => {
    const [first, second] = [cells[pair.first] ?? [], cells[pair.second] ?? []];
    const seeds = first
      .map(({ cell }) => cell.seed)
      .filter((seed) => second.some(({ cell }) => cell.seed === seed));
    if (seeds.length === 0) return [];
    const testsOf = (arm: readonly FinishedCell[]) =>
      seeds.flatMap((seed) => arm.filter(({ cell }) => cell.seed === seed).map(({ test }) => test));
    return [{ pair, found: compareArms(testsOf(first), testsOf(second), options) }];
  });
  const adjusted = adjustComparisons(compared.map(({ found }) => found));
  return compared.map(({ pair }, index) => ({
    ...pair,
    ...(adjusted[index] as AdjustedComparison),
  }));
}
