// The sections of study.html that show the arms: their numbers, pictures, and how sure the differences are.
import { CLASSES } from "@pleura/data";
import { charts, paragraph, section, table } from "../../report/page.ts";
import type { RowComparison } from "../study-comparisons.ts";
import type { SeedMean } from "../study-metrics.ts";
import type { StudyRow } from "../study-row.ts";
import { lossWords, pairWords, rowWords, shareWords } from "./row-words.ts";
import { armsChart, differencesChart, SHOWN, sharesCharts } from "./study-charts.ts";

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
    charts(...SHOWN.map((shown) => armsChart(rows, shown))),
    charts(...SHOWN.flatMap((shown) => sharesCharts(rows, shown))),
  );
}

/** How sure the differences between arms are. */
export function comparisonsSection(
  rows: readonly StudyRow[],
  comparisons: readonly RowComparison[],
): string {
  if (comparisons.length === 0) return "";
  const body = comparisons.map((one) => {
    const { mcnemar, delong, adjusted, differences } = one;
    const { overSeeds, value, low, high } = differences.accuracy;
    return [
      `${pairWords(rows, one)}, ${shareWords(rows[one.first] as StudyRow)}`,
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
    charts(...SHOWN.map((shown) => differencesChart(rows, comparisons, shown))),
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
  if (Number.isNaN(value)) return "–";
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
