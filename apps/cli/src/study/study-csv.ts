// study.csv: one line per row and number, for people who go on with their own tools.
import { writeCsv } from "@pleura/data";
import type { StudyRow } from "./study-row.ts";

const COLUMNS = [
  "split",
  "arm",
  "pretext_loss",
  "label_fraction",
  "view",
  "metric",
  "mean",
  "sd_over_seeds",
  "ci95_low",
  "ci95_high",
  "seeds",
  "per_seed",
  "test_films",
  "test_patients",
] as const;

/** The table in long form; numbers with all their digits, empty where a number is not defined. */
export function studyCsv(rows: readonly StudyRow[]): string {
  const number = (value: number): string => (Number.isFinite(value) ? `${value}` : "");
  const lines = rows.flatMap((row) =>
    Object.entries(row.metrics).map(([metric, { mean, sd, low, high, perSeed }]) => ({
      split: row.split,
      arm: row.arm,
      pretext_loss: row.loss ?? "",
      label_fraction: row.labelFraction,
      view: row.view ?? "",
      metric,
      mean: number(mean),
      sd_over_seeds: number(sd),
      ci95_low: number(low),
      ci95_high: number(high),
      seeds: row.seeds.join(" "),
      per_seed: perSeed.map(number).join(" "),
      test_films: row.n,
      test_patients: row.patients,
    })),
  );
  return writeCsv(COLUMNS, lines, { escapeFormulas: true });
}
