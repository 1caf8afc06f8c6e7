// The last line of a training.
import type { Output } from "../output.ts";
import type { TrainingOutcome } from "./run-folder-training.ts";
import type { TrainingRecipe, TrainingSettings } from "./training-recipe.ts";

/** Says how a training ended; returns its exit code. */
export function reportOutcome(
  command: TrainingRecipe<TrainingSettings>["command"],
  settings: TrainingSettings,
  { end, steps, seconds, exitCode, note }: TrainingOutcome,
  output: Output,
): number {
  const isDry = settings.dryRun === true;
  output.json({ end, steps, seconds, ...(isDry ? { dryRun: true } : { out: settings.out }) });
  const place = isDry ? "dry run, nothing is kept" : `in ${settings.out}`;
  const more = note === undefined ? "" : `; ${note}`;
  output.text(`${command}: ${end} at step ${steps} after ${seconds.toFixed(0)} s, ${place}${more}`);
  return exitCode;
}
