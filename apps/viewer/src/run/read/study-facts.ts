// The rows of a study's table, from study.json or, where that is missing, from study.csv.
import { readCsv } from "@pleura/data";
import { ownValue, readJson } from "./read-json.ts";

/** A number of a row: its mean over the seeds with its interval over patients. */
export interface RowNumber {
  readonly mean: number;
  /** Over the seeds; NaN with one. */
  readonly sd: number;
  readonly low: number;
  readonly high: number;
}

/** A row: trainings that differ by their seed only. */
export interface StudyRow {
  readonly title: string;
  readonly split: string;
  readonly labelFraction: number;
  readonly seeds: readonly string[];
  readonly films: number;
  readonly patients: number;
  readonly metrics: ReadonlyMap<string, RowNumber>;
  /** Folders of the trainings below the study's, in the order of the seeds; empty when the file does not say. */
  readonly cells: readonly string[];
}

/** A study's table. */
export interface StudyFacts {
  readonly rows: readonly StudyRow[];
  /** What must be said beside the numbers. */
  readonly notes: readonly string[];
  /** "12 of 20 trainings done"; empty when the file does not say. */
  readonly progress: string;
}

/** Rows that are shown; a study of our paper has about sixty. */
const MOST_ROWS = 500;

/**
 * Reads study.json.
 *
 * @throws {JsonFileError} with the line of the damage
 */
export function studyFromJson(text: string, name: string): StudyFacts {
  const study = readJson(text, name);
  const cells = ownValue(study, "cells");
  const [done, planned] = [ownValue(cells, "done"), ownValue(cells, "planned")];
  return {
    rows: list(ownValue(study, "rows")).slice(0, MOST_ROWS).map(rowOf),
    notes: list(ownValue(study, "notes")).map(String),
    progress: typeof done === "number" ? `${done} of ${planned} trainings done` : "",
  };
}

function rowOf(row: unknown): StudyRow {
  const text = (key: string): string => {
    const value = ownValue(row, key);
    return typeof value === "string" ? value : "";
  };
  const metrics = ownValue(row, "metrics");
  const names = typeof metrics === "object" && metrics !== null ? Object.keys(metrics) : [];
  const loss = text("loss");
  return {
    title: text("title") + (loss === "" ? "" : `, ${LOSS_WORDS[loss] ?? loss}`),
    split: text("split"),
    labelFraction: number(ownValue(row, "labelFraction")),
    seeds: list(ownValue(row, "seeds")).map(String),
    films: number(ownValue(row, "n")),
    patients: number(ownValue(row, "patients")),
    metrics: new Map(
      names.map((name) => {
        const found = ownValue(metrics, name);
        const of = (key: string): number => number(ownValue(found, key));
        return [name, { mean: of("mean"), sd: of("sd"), low: of("low"), high: of("high") }];
      }),
    ),
    cells: list(ownValue(row, "cells")).filter((one) => typeof one === "string"),
  };
}

const LOSS_WORDS: Readonly<Record<string, string>> = { ssim: "1 − SSIM", mse: "MSE" };

/**
 * Reads study.csv, whose lines are the numbers of the rows one below the other.
 *
 * @throws {CsvError} for a damaged table
 */
export function studyFromCsv(bytes: Uint8Array, name: string): StudyFacts {
  const table = readCsv(bytes, { name, required: ["split", "arm", "metric", "mean"] });
  const rows = new Map<string, StudyRow & { readonly metrics: Map<string, RowNumber> }>();
  for (const { cells } of table.rows) {
    const cell = (key: string): string => (Object.hasOwn(cells, key) ? (cells[key] ?? "") : "");
    const words = [cell("arm"), LOSS_WORDS[cell("pretext_loss")] ?? "", cell("view")];
    const title = words.filter((word) => word !== "").join(", ");
    const key = JSON.stringify([cell("split"), title, cell("label_fraction")]);
    const row = rows.get(key) ?? {
      title,
      split: cell("split"),
      labelFraction: Number(cell("label_fraction") || Number.NaN),
      seeds: cell("seeds").split(" ").filter(Boolean),
      films: Number(cell("test_films") || Number.NaN),
      patients: Number(cell("test_patients") || Number.NaN),
      metrics: new Map<string, RowNumber>(),
      cells: [],
    };
    const of = (column: string): number => Number(cell(column) || Number.NaN);
    row.metrics.set(cell("metric"), {
      mean: of("mean"),
      sd: of("sd_over_seeds"),
      low: of("ci95_low"),
      high: of("ci95_high"),
    });
    rows.set(key, row);
  }
  return { rows: [...rows.values()].slice(0, MOST_ROWS), notes: [], progress: "" };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function number(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
