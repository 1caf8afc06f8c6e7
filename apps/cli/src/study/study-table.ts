// A study's main table beside the paper's published numbers, for LaTeX, CSV and the page.
import type { MetricsRow, MetricsTable } from "../report/metrics-table.ts";
import {
  PUBLISHED_RESULTS,
  PUBLISHED_SOURCE,
  publishedMetrics,
} from "../report/published-results.ts";
import { rowWords } from "./html/row-words.ts";
import type { MetricName } from "./study-metrics.ts";
import type { StudyRow } from "./study-row.ts";

const COLUMNS: readonly { readonly key: MetricName; readonly heading: string }[] = [
  { key: "accuracy", heading: "Accuracy" },
  { key: "macro.precision", heading: "Precision" },
  { key: "macro.sensitivity", heading: "Sensitivity" },
  { key: "macro.specificity", heading: "Specificity" },
  { key: "macro.f1", heading: "F1" },
  { key: "macro.auroc", heading: "AUROC" },
  { key: "macro.auprc", heading: "AUPRC" },
];

/** Rows of the study's splits, then the published ones, which are of other films and marked so. */
export function studyTable(rows: readonly StudyRow[], mainSplit: string): MetricsTable {
  return {
    caption: "Arms of this study, and the numbers that the paper published on its own test set.",
    label: "tab:study",
    columns: COLUMNS,
    rows: [...bySplit(rows, mainSplit).map((row) => measured(row, mainSplit)), ...published()],
    notes: [
      "This study: mean ± sample standard deviation over seeds (95 % interval over patients). Precision, sensitivity, specificity, F1, AUROC and AUPRC are means over the three classes.",
      `Published: ${PUBLISHED_SOURCE}; 363 films, one run each, split by image; ratios computed anew from the matrices, Wilson's interval of the accuracy. Other films and another split: not to be compared row by row.`,
      "Research use. Not for diagnosis.",
    ],
  };
}

/** The main split first, then the others; rows of one split in their order. */
function bySplit(rows: readonly StudyRow[], mainSplit: string): StudyRow[] {
  const splits = [...new Set([mainSplit, ...rows.map(({ split }) => split)])];
  return splits.flatMap((name) => rows.filter(({ split }) => split === name));
}

function measured(row: StudyRow, mainSplit: string): MetricsRow {
  const values = COLUMNS.map(({ key }) => {
    const { mean, sd, low, high } = row.metrics[key];
    return [key, { value: mean, sd, low, high }] as const;
  });
  const group = `this study, split ${row.split}, ${row.n} test films`;
  return { title: rowWords(row, mainSplit), group, values: Object.fromEntries(values) };
}

function published(): MetricsRow[] {
  return PUBLISHED_RESULTS.map((result) => {
    const found = publishedMetrics(result);
    const { precision, sensitivity, specificity, f1 } = found?.macro ?? {};
    return {
      title: result.note === undefined ? result.name : `${result.name}: ${result.note}`,
      group: "published, 363 test films",
      values: {
        accuracy: found?.accuracy,
        "macro.precision": precision,
        "macro.sensitivity": sensitivity,
        "macro.specificity": specificity,
        "macro.f1": f1,
      },
    };
  });
}
