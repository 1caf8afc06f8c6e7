// Opens a classifier for inference: the file is checked in full before a GPU is asked for.
import { type Fit, INPUT_VIEWS, type InputViewName } from "@pleura/data";
import type { Device } from "@pleura/engine";
import { loadNetwork, type Network, readCheckpoint } from "@pleura/models";
import { CliError } from "../cli-error.ts";
import { type ModelFile, readModelFile } from "./load-model.ts";

/** A classifier's file, checked. */
export interface ClassifierFile extends ModelFile {
  /** Side of its input in pixels. */
  readonly size: number;
  readonly fit: Fit;
  /** What it saw of every film. */
  readonly view: InputViewName;
}

/**
 * Reads `--model`.
 *
 * @throws {CliError} tag `checkpoint` when it is missing, damaged or no classifier
 */
export function readClassifier(path: string): ClassifierFile {
  const file = readModelFile(path, "--model");
  const { model, extra } = describeCheckpoint(file);
  if (model.kind !== "classifier") {
    throw new CliError(
      "checkpoint",
      `--model "${path}": it must be a classifier, but it is a ${model.kind} model. Give a run of pleura finetune.`,
    );
  }
  const fit = extra["fit"] === "squash" ? "squash" : "pad";
  return { ...file, size: model.size, fit, view: viewOf(path, extra["inputView"]) };
}

/** Checkpoints of runs that are older than views saw whole films. */
function viewOf(path: string, name = "whole"): InputViewName {
  const view = INPUT_VIEWS.find((known) => known === name);
  if (view !== undefined) return view;
  throw new CliError(
    "checkpoint",
    `--model "${path}": its view of the films must be one of ${INPUT_VIEWS.join(", ")}, but it is "${name}". Use the version of pleura that wrote it.`,
  );
}

/** Reads a checkpoint and names the file in what is wrong with it. */
export function describeCheckpoint({ path, bytes }: ModelFile) {
  try {
    return readCheckpoint(bytes);
  } catch (cause) {
    const { name, message } = cause as Error;
    if (name !== "ModelError") throw cause;
    throw new CliError("checkpoint", `"${path}": ${message}`, cause);
  }
}

/** Puts a classifier on a device. */
export function openClassifier(file: ClassifierFile, device: Device, batch: number): Network {
  return loadNetwork(device, file.bytes, batch).network;
}
