// A checkpoint's model with averaged weights, where a run kept an average of them.
import { averageName } from "./average-name.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { weightsOnly } from "./weights-only.ts";

/** True when a checkpoint keeps averages. */
const hasAverages = ({ tensors }: Checkpoint) =>
  [...tensors.keys()].some((name) => name.startsWith(averageName("")));

/**
 * The weights that a checkpoint's run would answer with: averages under their weights' own names, and no training
 * state beside them. A checkpoint without averages is given back as it is.
 */
export function withAverages(checkpoint: Checkpoint): Checkpoint {
  return hasAverages(checkpoint) ? weightsOnly(checkpoint) : checkpoint;
}

/** `withAverages` of a file: the same bytes when it holds no averages. */
export function averagedCheckpoint(bytes: Uint8Array): Uint8Array {
  const checkpoint = readCheckpoint(bytes);
  return hasAverages(checkpoint) ? writeCheckpoint(withAverages(checkpoint)) : bytes;
}
