// Checkpoints as bytes: weights under their own names, optimiser state beside them, the model in the metadata.
import { parseSafetensors, type StoredTensor, writeSafetensors } from "@pleura/data";
import { formatShape, type Numbers, type Shape, sameShape } from "@pleura/engine";
import type { HeadConfig } from "../classifier/config.ts";
import { ModelError } from "../model-error.ts";
import type { UnetConfig } from "../unet/config.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { checkModel } from "./check-model.ts";

/** What a model is for: restoring images, or telling three classes apart. */
export type ModelKind = "pretext" | "classifier";

/** Everything that says which model a checkpoint holds. */
export interface ModelDescription {
  readonly kind: ModelKind;
  readonly unet: UnetConfig;
  /** Only of a classifier. */
  readonly head?: HeadConfig | undefined;
  /** Side of the images the model was trained on, in pixels. */
  readonly size: number;
}

/** A tensor of a checkpoint. */
export interface CheckpointTensor {
  readonly shape: Shape;
  readonly values: Numbers;
}

/** Contents of a checkpoint. Optimiser tensors are named `optimiser.<slot>.<weight>`. */
export interface Checkpoint {
  readonly model: ModelDescription;
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** Counters and facts of the run; no clock time, so that equal states are equal files. */
  readonly extra: Readonly<Record<string, string>>;
}

const format = "pleura-checkpoint";
const version = "1";
const extraPrefix = "run.";

/** Writes a checkpoint; equal contents give equal bytes. */
export function writeCheckpoint({ model, tensors, extra }: Checkpoint): Uint8Array {
  const stored = new Map<string, StoredTensor>();
  for (const [name, { shape, values }] of tensors) {
    const dtype = values instanceof Uint32Array ? "U32" : "F32";
    stored.set(name, { dtype, shape, data: values as Float32Array<ArrayBuffer> });
  }
  const metadata = new Map([
    ["format", format],
    ["version", version],
    ["model", JSON.stringify(model)],
    ...Object.entries(extra).map(([key, value]) => [`${extraPrefix}${key}`, value] as const),
  ]);
  return writeSafetensors(stored, metadata);
}

function readModel(text: string | undefined): ModelDescription {
  let reason: unknown;
  try {
    const model = JSON.parse(text ?? "") as ModelDescription;
    if (model.kind === "pretext" || model.kind === "classifier") {
      checkModel(model);
      return model;
    }
  } catch (error) {
    // The refusal below names it as its cause: what is unreadable is not a model.
    reason = error;
  }
  throw new ModelError(
    "format",
    'checkpoint: the metadata must describe a model under "model", but it does not. ' +
      "Use a file that pleura pretrain or finetune wrote.",
    reason,
  );
}

/**
 * Reads and checks a checkpoint: every byte by checksum, every weight of the described model by name and shape.
 *
 * @throws {ModelError} tags `corrupt`, `format`, `architecture`
 */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  let file: ReturnType<typeof parseSafetensors>;
  try {
    file = parseSafetensors(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError("corrupt", reason, cause);
  }
  if (file.metadata.get("format") !== format || file.metadata.get("version") !== version) {
    throw new ModelError(
      "format",
      `checkpoint: the format must be "${format}" version ${version}, but the file says ` +
        `"${file.metadata.get("format") ?? "nothing"}" version ${file.metadata.get("version") ?? "none"}. ` +
        "Use a file that this version of pleura wrote.",
    );
  }
  const model = readModel(file.metadata.get("model"));
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, { shape, data, dtype }] of file.tensors) {
    if (!(data instanceof Float32Array || data instanceof Uint32Array)) {
      throw new ModelError(
        "format",
        `checkpoint: tensors must be F32 or U32, but "${name}" is ${dtype}. Convert it.`,
      );
    }
    tensors.set(name, { shape, values: data });
  }
  requireWeights(tensors, model);
  const extra: Record<string, string> = {};
  for (const [key, value] of file.metadata) {
    if (key.startsWith(extraPrefix)) extra[key.slice(extraPrefix.length)] = value;
  }
  return { model, tensors, extra };
}

/** @throws {ModelError} tag `architecture` when a weight of the model is missing or has another shape */
export function requireWeights(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  model: Pick<ModelDescription, "unet" | "head">,
): void {
  for (const { name, shape } of describeWeights(model.unet, model.head).values()) {
    const found = tensors.get(name);
    if (found && sameShape(found.shape, shape)) continue;
    throw new ModelError(
      "architecture",
      `checkpoint: "${name}" must have the shape ${formatShape(shape)}, but it ` +
        `${found ? `has ${formatShape(found.shape)}` : "is missing"}. ` +
        "Use a checkpoint of the same architecture.",
    );
  }
}
