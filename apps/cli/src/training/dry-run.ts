// A dry run: the settings as they are, but one step, one validation batch and a folder that is thrown away.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import type { TrainingSettings } from "./training-recipe.ts";

/**
 * Turns the settings into those of a dry run, in a temporary folder.
 *
 * @returns what removes the folder
 * @throws {CliError} tag `usage` for a run that is resumed
 */
export function beginDryRun(settings: TrainingSettings, isResumed: boolean): () => void {
  if (isResumed) {
    throw new CliError(
      "usage",
      "--dry-run: it must be of a new run, but --resume is given. Leave one of them out.",
    );
  }
  const folder = mkdtempSync(join(tmpdir(), "pleura-dry-run-"));
  settings.out = folder;
  settings.steps = 1;
  settings.validateEverySteps = 1;
  settings.validationImages = Math.min(settings.validationImages, settings.batch);
  settings.cache = "none";
  return () => rmSync(folder, { recursive: true, force: true });
}
