// A trainer's state as checkpoint bytes and back: everything that a step reads and changes.
import {
  elementCount,
  type Numbers,
  readVariables,
  type Variable,
  writeVariable,
} from "@pleura/engine";
import {
  type CheckpointTensor,
  type ModelDescription,
  readCheckpoint,
  writeCheckpoint,
} from "../checkpoint/checkpoint.ts";
import { requireSameModel } from "../checkpoint/require-same-model.ts";
import { withAverages } from "../checkpoint/with-averages.ts";
import { ModelError } from "../model-error.ts";
import { channelsAt } from "../unet/config.ts";
import type { WeightSpec } from "../weights/weight-spec.ts";
import { isEncoderWeight } from "./rate-groups.ts";

/** Variables by their name in a checkpoint: weights, optimiser state, counters. */
export type TrainerState = ReadonlyMap<string, Variable>;

/**
 * The state as a checkpoint file; equal states give equal bytes.
 *
 * @throws {ModelError} tag `non-finite` naming the first variable with NaN or infinity
 */
export async function saveState(
  model: ModelDescription,
  state: TrainerState,
  extra: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const values = await readVariables([...state.values()]);
  const tensors = new Map<string, CheckpointTensor>();
  [...state].forEach(([name, { shape }], index) => {
    const numbers = values[index] as Numbers;
    if (!numbers.every(Number.isFinite)) {
      throw new ModelError(
        "non-finite",
        `checkpoint: every value must be finite to be saved, but "${name}" has NaN or infinity. ` +
          "Lower the learning rate or clip the gradient; earlier checkpoints are untouched.",
      );
    }
    tensors.set(name, { shape, values: numbers });
  });
  return writeCheckpoint({ model, tensors, extra });
}

/**
 * Replaces the state by a checkpoint's; nothing is written unless everything fits.
 *
 * @returns the `extra` that was stored
 * @throws {ModelError} tags `corrupt`, `format`, `kind`, `architecture`
 */
export function loadState(
  bytes: Uint8Array,
  model: ModelDescription,
  state: TrainerState,
): Readonly<Record<string, string>> {
  const checkpoint = readCheckpoint(bytes);
  requireSameModel(checkpoint.model, model);
  const found = [...state].map(([name, variable]) => {
    const values = checkpoint.tensors.get(name)?.values;
    if (values?.length === elementCount(variable.shape)) return { variable, values };
    throw new ModelError(
      "architecture",
      `checkpoint: "${name}" must be stored to continue training, but it is not in this form. ` +
        "Resume with the optimiser, the precision and the frozen layers the run was started with.",
    );
  });
  for (const { variable, values } of found) writeVariable(variable, values);
  return checkpoint.extra;
}

/**
 * The encoder and bottleneck of a checkpoint, averaged where the run kept averages, for a classifier that starts from a pretext run.
 *
 * @param specs the classifier's weights
 * @throws {ModelError} tag `architecture` when the encoders differ
 */
export function encoderValues(
  bytes: Uint8Array,
  specs: ReadonlyMap<string, WeightSpec>,
): ReadonlyMap<string, Numbers> {
  const { tensors, model } = withAverages(readCheckpoint(bytes));
  const { unet } = model;
  const values = new Map<string, Numbers>();
  for (const { name, shape } of specs.values()) {
    if (!isEncoderWeight(name)) continue;
    const stored = tensors.get(name);
    if (!stored || stored.shape.join() !== shape.join()) {
      throw new ModelError(
        "architecture",
        `checkpoint: "${name}" must have the shape [${shape.join(", ")}], but it ` +
          `${stored ? `has [${stored.shape.join(", ")}]` : "is missing"}. ` +
          `Fine-tune with the preset of the pretext run (width ${channelsAt(unet, 0)}, ` +
          `${unet.levels} levels, attention ${unet.attention}).`,
      );
    }
    values.set(name, stored.values);
  }
  const unused = [...tensors.keys()].find((name) => isEncoderWeight(name) && !specs.has(name));
  if (unused !== undefined) {
    throw new ModelError(
      "architecture",
      `checkpoint: every encoder weight must have its place in the classifier, but "${unused}" has none. ` +
        `Fine-tune with the pretext run's norm (${unet.norm}), attention (${unet.attention}) and places.`,
    );
  }
  return values;
}
