// Reads a checkpoint for the page, and says why when it is none.
import { INPUT_VIEWS } from "@pleura/data";
import {
  type Checkpoint,
  isModelError,
  ModelError,
  readCheckpoint,
  weightsOnly,
} from "@pleura/models";
import { factsOf, type ReadModel } from "./open-model.ts";

/** Largest file: four times the paper's network with its optimiser's state. More would not fit beside the page. */
const mostBytes = 2 ** 30;

/** A description that cannot be is refused with the field that is wrong, which is the refusal's cause. */
function readWeights(bytes: Uint8Array): Checkpoint {
  try {
    return weightsOnly(readCheckpoint(bytes));
  } catch (error) {
    if (!isModelError(error) || !isModelError(error.cause)) throw error;
    throw new ModelError(error.tag, `${error.message} (${error.cause.message})`, error.cause);
  }
}

/** @throws {ModelError} when the file is too large, damaged, foreign, or describes a model that cannot be */
export function readModel(name: string, bytes: Uint8Array): ReadModel {
  if (bytes.length > mostBytes) {
    throw new ModelError(
      "format",
      `checkpoint: a file may have at most ${mostBytes} bytes, but it has ${bytes.length}. ` +
        "Use one of weights only.",
    );
  }
  const checkpoint = readWeights(bytes);
  const view = checkpoint.extra["inputView"] ?? "whole";
  if (!(INPUT_VIEWS as readonly string[]).includes(view)) {
    throw new ModelError(
      "format",
      `checkpoint: the model's view of a film must be one of ${INPUT_VIEWS.join(", ")}, but it is ` +
        `"${view}". Use a checkpoint that this version of pleura wrote.`,
    );
  }
  return { facts: factsOf(name, checkpoint), checkpoint };
}
