// The sections of study.html that show the arms: their numbers, pictures, and how sure the differences are.
import { type IntervalLine, intervalChart } from "../../report/interval-chart.ts";
import { type LineChart, lineChart } from "../../report/line-chart.ts";
import { paragraph, section, table } from "../../report/page.ts";
import type { SeedMean } from "../study-metrics.ts";
import type { StudyRow } from "../study-row.ts";
import { lossWords, rowWords, shareWords } from "./row-words.ts";

/** `0.912 ± 0.010 (0.870–0.945)`: mean ± sd over seeds and the interval over patients. */
export function seedMeanWords(found: SeedMean | undefined): string {
  if (found === undefined || Number.isNaN(found.mean)) return "–";
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
function forest(rows: readonly StudyRow[], metric: string, title: string): string {
  const lines = rows.flatMap((row): IntervalLine[] => {
    const found = row.metrics[metric];
    if (found === undefined) return [];
    const { mean, low, high, perSeed } = found;
    const label = row.loss === null ? row.arm : `${row.arm}, ${lossWords(row)}`;
    return [
      { label, value: mean, low, high, dots: perSeed, group: `${shareWords(row)} of the labels` },
    ];
  });
  const chance = { at: metric === "macro.auroc" ? 0.5 : 1 / 3, name: "chance" };
  return intervalChart({ title, x: `${title} on the test films`, lines, mark: chance });
}

/** The numbers over the share of the labels; the share is drawn by its logarithm. */
function sharesChart(rows: readonly StudyRow[], metric: string, title: string): LineChart {
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
        .map(
          (row) =>
            [Math.log10(row.labelFraction), row.metrics[metric]?.mean ?? Number.NaN] as const,
        )
        .filter(([, value]) => !Number.isNaN(value))
        .sort(([a], [b]) => a - b),
    })),
  };
}

/** What each row cost, so that nobody takes unequal work for a better method. */
export function budgetSection(rows: readonly StudyRow[]): string {
  const body = rows.map((row) => [
    rowWords(row),
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
