// A checkpoint's model with averaged weights, where a run kept an average of them.
import { describeWeights } from "../weights/describe-weights.ts";
import {
  type Checkpoint,
  type CheckpointTensor,
  readCheckpoint,
  writeCheckpoint,
} from "./checkpoint.ts";

/** Name under which a checkpoint keeps the average of a weight or running statistic. */
export const averageName = (weight: string) => `ema.${weight}`;

/** True when a checkpoint keeps averages. */
const hasAverages = ({ tensors }: Checkpoint) =>
  [...tensors.keys()].some((name) => name.startsWith(averageName("")));

/**
 * The weights that a checkpoint's run would answer with: averages under their weights' own names, and no training
 * state beside them. A checkpoint without averages is given back as it is.
 */
export function withAverages(checkpoint: Checkpoint): Checkpoint {
  if (!hasAverages(checkpoint)) return checkpoint;
  const { model, tensors, extra } = checkpoint;
  const weights = new Map<string, CheckpointTensor>();
  for (const { name } of describeWeights(model.unet, model.head).values()) {
    const tensor = tensors.get(averageName(name)) ?? tensors.get(name);
    if (tensor) weights.set(name, tensor);
  }
  return { model, tensors: weights, extra };
}

/** `withAverages` of a file: the same bytes when it holds no averages. */
export function averagedCheckpoint(bytes: Uint8Array): Uint8Array {
  const checkpoint = readCheckpoint(bytes);
  return hasAverages(checkpoint) ? writeCheckpoint(withAverages(checkpoint)) : bytes;
}
