// A checkpoint without what only training needs: what answers with the model is kept, the rest goes.
import { describeWeights } from "../weights/describe-weights.ts";
import { averageName } from "./average-name.ts";
import type { Checkpoint, CheckpointTensor } from "./checkpoint.ts";

/**
 * The weights that a checkpoint's run would answer with, under their own names: the averages where the run kept some.
 * Optimiser state and counters are gone, and the values are copies, so that the file's bytes can be freed.
 */
export function weightsOnly({ model, tensors, extra }: Checkpoint): Checkpoint {
  const weights = new Map<string, CheckpointTensor>();
  for (const { name } of describeWeights(model.unet, model.head).values()) {
    const tensor = tensors.get(averageName(name)) ?? tensors.get(name);
    if (tensor) weights.set(name, { shape: tensor.shape, values: tensor.values.slice() });
  }
  return { model, tensors: weights, extra };
}
