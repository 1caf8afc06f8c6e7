// The sections of study.html that show the arms: their numbers, pictures, and how sure the differences are.
import { CLASSES } from "@pleura/data";
import { type IntervalLine, intervalChart } from "../../report/interval-chart.ts";
import { type LineChart, lineChart } from "../../report/line-chart.ts";
import { paragraph, section, table } from "../../report/page.ts";
import type { RowComparison } from "../study-comparisons.ts";
import type { MetricName, SeedMean } from "../study-metrics.ts";
import type { StudyRow } from "../study-row.ts";
import { lossWords, rowWords, shareWords } from "./row-words.ts";

/** `0.912 ± 0.010 (0.870–0.945)`: mean ± sd over seeds and the interval over patients. */
export function seedMeanWords(found: SeedMean): string {
  if (Number.isNaN(found.mean)) return "–";
  const { mean, sd, low, high } = found;
  const spread = Number.isNaN(sd) ? "" : ` ± ${sd.toFixed(3)}`;
  return `${mean.toFixed(3)}${spread} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

const HEADLINE_METRICS = [
  ["accuracy", "accuracy"],
  ["macro.precision", "precision"],
  ["macro.sensitivity", "sensitivity"],
  ["macro.specificity", "specificity"],
  ["macro.f1", "F1"],
  ["macro.auroc", "AUROC"],
  ["macro.auprc", "AUPRC"],
] as const;

/** The main table, with one forest plot per share of the labels and the curve over the shares. */
export function armsSection(rows: readonly StudyRow[]): string {
  const header = [
    "arm",
    "pretext loss",
    "labels",
    "seeds",
    ...HEADLINE_METRICS.map(([, name]) => name),
  ];
  const body = rows.map((row) => [
    row.arm,
    lossWords(row),
    shareWords(row),
    `${row.seeds.length}`,
    ...HEADLINE_METRICS.map(([key]) => seedMeanWords(row.metrics[key])),
  ]);
  const films =
    rows[0] === undefined ? "" : `${rows[0].n} test films of ${rows[0].patients} patients. `;
  return section(
    "Arms",
    paragraph(
      `${films}Mean ± sample standard deviation over the seeds, then the 95 % interval of that mean over patients (bootstrap). Precision, sensitivity, specificity, F1, AUROC and AUPRC are means over the three classes.`,
    ),
    table(header, body),
    `<div class="charts">${forest(rows, "accuracy", "accuracy")}${forest(rows, "macro.auroc", "macro AUROC")}</div>`,
    `<div class="charts">${lineChart(sharesChart(rows, "accuracy", "accuracy"))}${lineChart(sharesChart(rows, "macro.auroc", "macro AUROC"))}</div>`,
  );
}

/** Values of all rows with intervals and one dot per seed, grouped by the share of the labels. */
function forest(rows: readonly StudyRow[], metric: MetricName, title: string): string {
  const lines = rows.flatMap((row): IntervalLine[] => {
    const found = row.metrics[metric];
    const { mean, low, high, perSeed } = found;
    const label = row.loss === null ? row.arm : `${row.arm}, ${lossWords(row)}`;
    return [
      { label, value: mean, low, high, dots: perSeed, group: `${shareWords(row)} of the labels` },
    ];
  });
  const chance =
    metric === "macro.auroc"
      ? { at: 0.5, name: "chance" }
      : { at: commonShare(rows), name: "always the most frequent class" };
  return intervalChart({ title, x: `${title} on the test films`, lines, mark: chance });
}

/** Share of the most frequent class among the test films. */
function commonShare(rows: readonly StudyRow[]): number {
  const counts = (rows[0]?.confusion ?? []).map((row) => row.reduce((sum, n) => sum + n, 0));
  return Math.max(...counts) / counts.reduce((sum, n) => sum + n, 0);
}

/** The numbers over the share of the labels; the share is drawn by its logarithm. */
function sharesChart(rows: readonly StudyRow[], metric: MetricName, title: string): LineChart {
  const names = [
    ...new Set(rows.map((row) => (row.loss === null ? row.arm : `${row.arm} ${row.loss}`))),
  ];
  return {
    title: `${title} by the share of the labels`,
    x: "share of the labels, log10",
    y: title,
    series: names.map((name) => ({
      name,
      points: rows
        .filter((row) => (row.loss === null ? row.arm : `${row.arm} ${row.loss}`) === name)
        .map((row) => [Math.log10(row.labelFraction), row.metrics[metric].mean] as const)
        .filter(([, value]) => !Number.isNaN(value))
        .sort(([a], [b]) => a - b),
    })),
  };
}

/** How sure the differences between arms are. */
export function comparisonsSection(
  rows: readonly StudyRow[],
  comparisons: readonly RowComparison[],
): string {
  if (comparisons.length === 0) return "";
  const label = ({ first, second }: RowComparison): string => {
    const [a, b] = [rows[first], rows[second]];
    if (a === undefined || b === undefined) return "";
    if (a.arm === b.arm) return `${a.arm}: ${lossWords(a)} − ${lossWords(b)}`;
    return `${a.arm} − ${b.arm}${a.loss === null ? "" : `, ${lossWords(a)}`}`;
  };
  const chart = (metric: "accuracy" | "macro.auroc", title: string): string =>
    intervalChart({
      title: `Difference in ${title}, first − second`,
      x: `difference in ${title}`,
      mark: { at: 0, name: "no difference" },
      lines: comparisons.map((one) => ({
        label: label(one),
        ...one.differences[metric],
        group: `${shareWords(rows[one.first] as StudyRow)} of the labels`,
      })),
    });
  const body = comparisons.map((one) => {
    const { mcnemar, delong, adjusted, differences } = one;
    const { overSeeds, value, low, high } = differences.accuracy;
    return [
      `${label(one)}, ${shareWords(rows[one.first] as StudyRow)}`,
      one.question,
      `${signed(value)} (${signed(low)} to ${signed(high)})`,
      overSeeds === undefined || Number.isNaN(overSeeds.sd)
        ? "–"
        : `${signed(overSeeds.mean)} ± ${overSeeds.sd.toFixed(3)}`,
      `${mcnemar.onlyFirst} : ${mcnemar.onlySecond}`,
      pWords(mcnemar.p, adjusted.mcnemar),
      ...CLASSES.map((name) => pWords(delong[name].p, adjusted.delong[name])),
    ];
  });
  return section(
    "Differences between arms",
    paragraph(
      "Intervals are paired 95 % bootstrap intervals over patients of the difference of the means over seeds. McNemar's exact test and DeLong's test are on the probabilities averaged over the seeds; p stands before and after Holm's correction for all comparisons of this table. A test that finds nothing does not show that arms are equal.",
    ),
    `<div class="charts">${chart("accuracy", "accuracy")}${chart("macro.auroc", "macro AUROC")}</div>`,
    table(
      [
        "first − second",
        "question",
        "accuracy (interval over patients)",
        "accuracy over seeds",
        "right by one only",
        "McNemar p (Holm)",
        ...CLASSES.map((name) => `DeLong p (Holm), ${name}`),
      ],
      body,
    ),
  );
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

function pWords(p: number, adjusted: number): string {
  const word = (value: number): string =>
    Number.isNaN(value) ? "–" : value < 0.001 ? "< 0.001" : value.toFixed(3);
  return `${word(p)} (${word(adjusted)})`;
}

/** What each row cost, so that nobody takes unequal work for a better method. */
export function budgetSection(rows: readonly StudyRow[]): string {
  const body = rows.map((row) => [
    rowWords(row, row.split),
    `${row.steps}`,
    `${row.parameters}`,
    row.films.join(", "),
  ]);
  return section(
    "Budget",
    paragraph(
      "All arms have the same split, films, augmentation, schedule and number of fine-tuning steps. Pretrained arms have spent the pretext's steps before; an arm scratch-long, where the study has one, spends as many more on fine-tuning.",
    ),
    table(["row", "fine-tuning steps", "weights", "labelled films (per seed)"], body),
  );
}
