// metrics.csv: the lines of metrics.jsonl as a table for spreadsheets and data frames.
import { appendFileSync, closeSync, fdatasyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { writeCsvLine } from "@pleura/data";
import type { MetricsLine, MetricsLog } from "./metrics-log.ts";
import { writeAtomic, writeError } from "./write-atomic.ts";

const NAME = "metrics.csv";

/** Numbers of a step, in the order of their columns. */
const STEP_COLUMNS = ["step", "epoch", "loss", "gradientNorm", "learningRate"] as const;

/** More of them in mixed precision. */
const MIXED_COLUMNS = ["lossScale", "skippedSteps"] as const;

/** Which columns a table has. */
export interface CsvColumns {
  readonly isMixed: boolean;
  /** Numbers of a validation. */
  readonly validation: readonly string[];
}

/**
 * Begins the table with the lines so far; a validation is a row of its own, whose other cells are empty.
 *
 * @param lines those of metrics.jsonl that the run keeps
 */
export function openCsvLog(
  folder: string,
  lines: readonly MetricsLine[],
  { isMixed, validation }: CsvColumns,
): MetricsLog {
  const path = join(folder, NAME);
  const numbers = [...STEP_COLUMNS, ...(isMixed ? MIXED_COLUMNS : [])];
  const columns = [...numbers, ...validation.map((name) => `validation.${name}`)];
  const rowOf = (line: MetricsLine): string =>
    writeCsvLine([
      ...numbers.map((name) => line[name]),
      ...validation.map((name) => line.validation?.[name]),
    ]);
  const rows = lines.map(rowOf);
  writeAtomic(path, [writeCsvLine(columns), ...rows].join(""), "checkpoint");
  const attempt = <T>(write: () => T): T => {
    try {
      return write();
    } catch (cause) {
      throw writeError(path, cause, "checkpoint");
    }
  };
  const fd = attempt(() => openSync(path, "a"));
  return {
    append: (line) => attempt(() => appendFileSync(fd, rowOf(line))),
    flush: () => attempt(() => fdatasyncSync(fd)),
    close: () => closeSync(fd),
  };
}
