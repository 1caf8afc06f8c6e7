// Adds what a finished run's best weights are measured to be to their checkpoint.
import { existsSync, readFileSync } from "node:fs";
import { readCheckpoint, writeCheckpoint } from "@pleura/models";
import { writeAtomic } from "../run-folder/write-atomic.ts";
import type { BestContext, TrainingRecipe, TrainingSettings } from "./training-recipe.ts";

/**
 * Writes the facts that the command measures into the best checkpoint; one that is described already gets the same.
 *
 * @throws {CliError} tag `checkpoint` when it cannot be written; the one before stays
 */
export async function describeBest<S extends TrainingSettings>(
  recipe: Pick<TrainingRecipe<S>, "describeBest">,
  file: string,
  context: Omit<BestContext, "bytes">,
): Promise<void> {
  if (recipe.describeBest === undefined || !existsSync(file)) return;
  const bytes = readFileSync(file);
  const facts = await recipe.describeBest({ ...context, bytes });
  const checkpoint = readCheckpoint(bytes);
  const described = { ...checkpoint, extra: { ...checkpoint.extra, ...facts } };
  writeAtomic(file, writeCheckpoint(described), "checkpoint");
}
