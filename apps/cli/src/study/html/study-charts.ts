// The pictures of a study: arms with their intervals, differences between arms, and what more labels give.
import { type IntervalLine, intervalChart, lineChart, type PictureElement } from "@pleura/pictures";
import type { MeasureName } from "../../report/model-measures.ts";
import type { PretextLoss } from "../study-arms.ts";
import type { RowComparison } from "../study-comparisons.ts";
import type { StudyRow } from "../study-row.ts";
import { LOSS_WORDS, lossWords, pairWords, shareWords } from "./row-words.ts";

/** A number that has pictures. */
export interface ShownMetric {
  readonly metric: MeasureName;
  readonly title: string;
}

/** The numbers that have pictures. */
export const SHOWN: readonly ShownMetric[] = [
  { metric: "accuracy", title: "accuracy" },
  { metric: "macro.auroc", title: "macro AUROC" },
];

/** All rows with intervals over patients and one dot per seed, grouped by the share of the labels. */
export function armsChart(
  rows: readonly StudyRow[],
  { metric, title }: ShownMetric,
): PictureElement | undefined {
  const lines = rows.map((row): IntervalLine => {
    const { mean, low, high, perSeed } = row.metrics[metric];
    const label = row.loss === null ? row.arm : `${row.arm}, ${lossWords(row)}`;
    const group = `${shareWords(row)} of the labels`;
    return { label, value: mean, low, high, dots: perSeed, group };
  });
  const mark =
    metric === "macro.auroc"
      ? { at: 0.5, name: "chance" }
      : { at: commonShare(rows), name: "always the most frequent class" };
  return intervalChart({ title, x: `${title} on the test films`, lines, mark });
}

/** Share of the most frequent class among the test films. */
function commonShare(rows: readonly StudyRow[]): number {
  const counts = (rows[0]?.confusion ?? []).map((row) => row.reduce((sum, n) => sum + n, 0));
  return Math.max(...counts) / counts.reduce((sum, n) => sum + n, 0);
}

/** Differences of paired rows with their paired intervals over patients. */
export function differencesChart(
  rows: readonly StudyRow[],
  comparisons: readonly RowComparison[],
  { metric, title }: ShownMetric,
): PictureElement | undefined {
  return intervalChart({
    title: `Difference in ${title}, first − second`,
    x: `difference in ${title}`,
    mark: { at: 0, name: "no difference" },
    lines: comparisons.map((one) => ({
      label: pairWords(rows, one),
      ...one.differences[metric],
      group: `${shareWords(rows[one.first] as StudyRow)} of the labels`,
    })),
  });
}

/**
 * A number over the share of the labels, by its logarithm: a chart for each pretext loss, the arms without a pretext in
 * each. None for a single share.
 */
export function sharesCharts(
  rows: readonly StudyRow[],
  { metric, title }: ShownMetric,
): readonly PictureElement[] {
  const shares = new Set(rows.map(({ labelFraction }) => labelFraction));
  if (shares.size < 2) return [];
  const losses = new Set(rows.flatMap(({ loss }): PretextLoss[] => (loss === null ? [] : [loss])));
  return [...losses].flatMap((loss) => {
    const shown = rows.filter((row) => row.loss === null || row.loss === loss);
    const chart = lineChart({
      title: `${title} by the share of the labels, ${LOSS_WORDS[loss]}`,
      x: "share of the labels, log10",
      y: title,
      series: [...new Set(shown.map(({ arm }) => arm))].map((arm) => ({
        name: arm,
        points: shown
          .filter((row) => row.arm === arm)
          .map((row) => [Math.log10(row.labelFraction), row.metrics[metric].mean] as const)
          .filter(([, value]) => !Number.isNaN(value))
          .sort(([a], [b]) => a - b),
      })),
    });
    return chart ?? [];
  });
}
