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
  const isDone = new Set(cells.filter((cell) => isCellDone(settings, cell)));
  const todo = cells.filter((cell) => !isDone.has(cell));
  // Always in the order of the plan, so that no table depends on what was trained when.
  const progress = (exitCode?: number): StudyProgress => ({
    done: cells.filter((cell) => isDone.has(cell)),
    missing: cells.filter((cell) => !isDone.has(cell)),
    exitCode,
  });
  if (isDone.size > 0) say(`study: ${isDone.size} of ${cells.length} cells are done already`);
  if (!settings.train) return progress();
  const timed: DoneWork[] = [];
  const quiet: Output = { ...output, json: () => undefined };
  for (const [turn, cell] of todo.entries()) {
    const left = secondsLeft(
      timed,
      todo.slice(turn).map((one) => workOf(settings, one)),
    );
    const words = left === undefined ? "" : `, about ${duration(left)} left`;
    say(`study: cell ${isDone.size + 1} of ${cells.length}, ${cell.id}${words}`);
    const start = performance.now();
    const exitCode = await runCell(settings, cell, surroundings, quiet);
    if (exitCode !== undefined) return progress(exitCode);
    timed.push({ ...workOf(settings, cell), seconds: (performance.now() - start) / 1000 });
    isDone.add(cell);
    output.json({ cell: cell.id, done: isDone.size, of: cells.length });
  }
  return progress();
}

function workOf(settings: StudySettings, cell: StudyCell): CellWork {
  return { kind: cell.kind, steps: cellSettings(settings, cell).steps ?? 0 };
}
