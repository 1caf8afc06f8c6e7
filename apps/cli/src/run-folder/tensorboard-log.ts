// TensorBoard's event files: the numbers of metrics.jsonl with wall times, a new file per start.
import { appendFileSync, closeSync, fdatasyncSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { encodeTensorBoardEvent, type TensorBoardEvent } from "@pleura/data";
import type { MetricsLine, MetricsLog } from "./metrics-log.ts";
import { writeError } from "./write-atomic.ts";

/** TensorBoard looks for `tfevents` and reads the files of a folder in the order of their names. */
const NAME = /^events\.out\.tfevents\.(\d+)\.pleura$/;

/**
 * Starts an event file in a run folder; files of earlier starts stay, and TensorBoard joins them.
 * An extra validation at the checkpoint's own step stays visible, though metrics.jsonl drops it.
 *
 * @param step last step of the checkpoint, 0 for a new run; TensorBoard drops points after it
 * @throws {CliError} tag `checkpoint` when the file cannot be written
 */
export function openTensorBoardLog(folder: string, step: number): MetricsLog {
  const second = attempt(folder, () => nextSecond(folder));
  const path = join(folder, `events.out.tfevents.${second}.pleura`);
  const fd = attempt(path, () => openSync(path, "wx"));
  const write = (event: TensorBoardEvent) =>
    attempt(path, () => appendFileSync(fd, encodeTensorBoardEvent(event)));
  write({ kind: "version", wallTime: now() });
  // START drops points from its own step on, and the checkpoint's step is done: hence the next one.
  write({ kind: "start", wallTime: now(), step: step + 1 });
  return {
    append(line) {
      write({ kind: "scalars", wallTime: now(), step: line.step, scalars: scalarsOf(line) });
    },
    flush: () => attempt(path, () => fdatasyncSync(fd)),
    close: () => closeSync(fd),
  };
}

function scalarsOf(line: MetricsLine): Record<string, number> {
  const { step: _step, epoch: _epoch, isExtra: _isExtra, validation = {}, ...numbers } = line;
  const scalars: Record<string, number> = {};
  for (const [name, value] of Object.entries(numbers)) {
    if (value !== undefined) scalars[`train/${name}`] = value;
  }
  for (const [name, value] of Object.entries(validation)) scalars[`validation/${name}`] = value;
  return scalars;
}

/** The present second, or a later one when a file has it: names must sort as the starts did. */
function nextSecond(folder: string): number {
  let second = Math.floor(now());
  for (const name of readdirSync(folder)) {
    const taken = NAME.exec(name)?.[1];
    if (taken !== undefined) second = Math.max(second, Number(taken) + 1);
  }
  return second;
}

function attempt<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    throw writeError(path, cause, "checkpoint");
  }
}

/** Seconds since 1970. */
function now(): number {
  return Date.now() / 1000;
}
