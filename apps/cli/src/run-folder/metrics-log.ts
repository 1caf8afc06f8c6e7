// metrics.jsonl: one line per step and per validation, cut back to the checkpoint when a run resumes.
import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { toJson } from "../output.ts";
import { writeAtomic, writeError } from "./write-atomic.ts";

/** One line: a step, or a validation after it. Holds no clock time, so equal runs are equal files. */
export interface MetricsLine {
  readonly step: number;
  readonly epoch?: number;
  readonly loss?: number;
  readonly gradientNorm?: number;
  readonly learningRate?: number;
  /** Scale of the loss in mixed precision. */
  readonly lossScale?: number;
  /** Steps so far that f16's overflow left out; such a step has no gradient norm. */
  readonly skippedSteps?: number;
  readonly validation?: Readonly<Record<string, number>>;
  /** Set on the validation of a run that stopped within an epoch; a resumed run drops it. */
  readonly isExtra?: true;
}

const NAME = "metrics.jsonl";

/** An open metrics file. */
export interface MetricsLog {
  append(line: MetricsLine): void;
  /** Brings all lines to the disk, so that no checkpoint is ahead of its metrics. */
  flush(): void;
  close(): void;
}

/**
 * Opens the metrics file of a run folder.
 *
 * @param step lines after this step are dropped first, as are extra validations; 0 for a new run
 */
export function openMetricsLog(folder: string, step: number): MetricsLog {
  const path = join(folder, NAME);
  const kept = readMetrics(folder).filter((line) => line.step <= step && line.isExtra !== true);
  writeAtomic(path, kept.map((line) => `${toJson(line)}\n`).join(""), "checkpoint");
  const fd = openSync(path, "a");
  return {
    append(line) {
      try {
        writeSync(fd, `${toJson(line)}\n`);
      } catch (cause) {
        throw writeError(path, cause, "checkpoint");
      }
    },
    flush() {
      try {
        fdatasyncSync(fd);
      } catch (cause) {
        throw writeError(path, cause, "checkpoint");
      }
    },
    close: () => closeSync(fd),
  };
}

/** The lines of a run folder's metrics; a line cut off by a crash is left out. */
export function readMetrics(folder: string): MetricsLine[] {
  const path = join(folder, NAME);
  if (!existsSync(path)) return [];
  const lines: MetricsLine[] = [];
  for (const text of readFileSync(path, "utf8").split("\n")) {
    if (text === "") continue;
    try {
      lines.push(JSON.parse(text) as MetricsLine);
    } catch {
      break;
    }
  }
  return lines;
}
