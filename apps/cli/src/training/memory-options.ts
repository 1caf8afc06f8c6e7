// A training's memory settings: what the trainer gets, and what its choice means for the run.
import type { Trainer, TrainerOptions } from "@pleura/models";
import { bytesOfSize, formatBytes } from "../config/byte-size.ts";
import type { TrainingSettings } from "./training-recipe.ts";

/** The trainer's options for the settings. */
export function memoryOptions({
  memoryBudget,
  batch,
  accumulate,
  microBatch = accumulate && batch / accumulate,
}: Pick<
  TrainingSettings,
  "memoryBudget" | "batch" | "microBatch" | "accumulate"
>): Partial<TrainerOptions> {
  return {
    ...(memoryBudget !== undefined && { memoryBudgetBytes: bytesOfSize(memoryBudget) }),
    ...(microBatch !== undefined && { microBatch }),
  };
}

/** One sentence on how a step saves memory; undefined when it saves none. */
export function describeSavings(
  batch: number,
  { microBatch, recomputes }: { microBatch: number; recomputes: readonly string[] },
): string | undefined {
  const again =
    recomputes.length > 0 && `the backward pass computes ${recomputes.join(", ")} again`;
  const micro =
    microBatch < batch &&
    `each batch of ${batch} is ${batch / microBatch} micro-batches of ${microBatch} ` +
      "(batch normalisation sees one at a time)";
  const parts = [again, micro].filter((part) => part !== false);
  return parts.length === 0 ? undefined : parts.join("; ");
}

/**
 * Says how memory is saved, and keeps the micro-batch in the settings that run.json records: another one on
 * resume would change the numbers. What is computed again changes no bit, so it is chosen anew.
 */
export function keepSavings(
  settings: TrainingSettings,
  trainer: Trainer,
  say: (line: string) => void,
): void {
  const { batch, memoryBudget } = settings;
  const { savings } = trainer;
  if (savings.microBatch < batch) settings.microBatch = savings.microBatch;
  const saved = describeSavings(batch, savings);
  if (saved !== undefined) say(saved);
  else if (memoryBudget !== undefined) {
    say(`the step fits in ${formatBytes(bytesOfSize(memoryBudget))} as it is`);
  }
}
