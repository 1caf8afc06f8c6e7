// Runs the cells of a study one after the other, going on where an earlier call stopped.
import type { Output } from "../output.ts";
import { duration } from "../progress/progress.ts";
import { cellSettings } from "./cell-settings.ts";
import { isCellDone, runCell, type StudySurroundings } from "./run-cell.ts";
import type { StudyCell } from "./study-plan.ts";
import type { StudySettings } from "./study-settings.ts";
import { type CellWork, type DoneWork, secondsLeft } from "./time-left.ts";

/** How far a study came. */
export interface StudyProgress {
  readonly done: readonly StudyCell[];
  readonly missing: readonly StudyCell[];
  /** Exit code of the signal that stopped it. */
  readonly exitCode?: number | undefined;
}

/**
 * Trains all cells that are not done, unless the settings ask for none.
 *
 * @param after runs with the device once all cells are done
 */
export async function trainCells(
  settings: StudySettings,
  cells: readonly StudyCell[],
  surroundings: StudySurroundings,
  output: Output,
): Promise<StudyProgress> {
  const { say } = output;
  // All records are read first, so that a cell with other settings is found before hours of work.
  const done = cells.filter((cell) => isCellDone(settings, cell));
  const todo = cells.filter((cell) => !done.includes(cell));
  if (done.length > 0) say(`study: ${done.length} of ${cells.length} cells are done already`);
  if (!settings.train) return { done, missing: todo };
  const timed: DoneWork[] = [];
  const quiet: Output = { ...output, json: () => undefined };
  for (const [turn, cell] of todo.entries()) {
    const left = secondsLeft(
      timed,
      todo.slice(turn).map((one) => workOf(settings, one)),
    );
    const words = left === undefined ? "" : `, about ${duration(left)} left`;
    say(`study: cell ${done.length + 1} of ${cells.length}, ${cell.id}${words}`);
    const start = performance.now();
    const exitCode = await runCell(settings, cell, surroundings, quiet);
    if (exitCode !== undefined) return { done, missing: todo.slice(turn), exitCode };
    timed.push({ ...workOf(settings, cell), seconds: (performance.now() - start) / 1000 });
    done.push(cell);
    output.json({ cell: cell.id, done: done.length, of: cells.length });
  }
  return { done, missing: [] };
}

function workOf(settings: StudySettings, cell: StudyCell): CellWork {
  return { kind: cell.kind, steps: cellSettings(settings, cell).steps ?? 0 };
}
