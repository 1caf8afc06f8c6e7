// Opens a checkpoint for inference.
import type { Device, Numbers } from "@pleura/engine";
import { readCheckpoint } from "../checkpoint/checkpoint.ts";
import { withAverages } from "../checkpoint/with-averages.ts";
import { describeWeights } from "../weights/describe-weights.ts";
import { WeightStore } from "../weights/weight-store.ts";
import { Network } from "./network.ts";

/** A network with the facts of the run that trained it. */
export interface LoadedNetwork {
  readonly network: Network;
  readonly extra: Readonly<Record<string, string>>;
}

/**
 * Puts a checkpoint's weights on a device; their averages where the run kept some.
 *
 * @param batch images per run of the programs
 * @throws {ModelError} when the file is damaged or its weights do not fit its model
 */
export function loadNetwork(device: Device, bytes: Uint8Array, batch = 16): LoadedNetwork {
  const { model, tensors, extra } = withAverages(readCheckpoint(bytes));
  const values = new Map<string, Numbers>();
  for (const [name, tensor] of tensors) values.set(name, tensor.values);
  const weights = new WeightStore(device, describeWeights(model.unet, model.head), values);
  return { network: new Network(device, model, weights, batch), extra };
}
