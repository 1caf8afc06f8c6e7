// The models of the page on one device: a classifier and a restoration model, each replaced by the next of its kind.
import type { Fit, InputViewName } from "@pleura/data";
import type { Device } from "@pleura/engine";
import {
  countParameters,
  defaultScore,
  loadNetwork,
  type ModelKind,
  type Network,
  scoreCam,
} from "@pleura/models";
import type { ExplainedClass, ModelFacts, Restored } from "./gpu-calls.ts";

/** Images per run of the programs: a page classifies one film at a time, and Score-CAM asks for many. */
const BATCH = 8;

/** Networks on a device. */
export class ModelsOnDevice {
  readonly #device: Device;
  readonly #networks = new Map<ModelKind, Network>();

  constructor(device: Device) {
    this.#device = device;
  }

  /** @throws {ModelError} when the file is damaged or foreign; the model before it stays */
  async load(name: string, bytes: Uint8Array): Promise<ModelFacts> {
    const { network, extra } = loadNetwork(this.#device, bytes, BATCH);
    const { model } = network;
    await this.#networks.get(model.kind)?.destroy();
    this.#networks.set(model.kind, network);
    return {
      name,
      kind: model.kind,
      size: model.size,
      fit: (extra["fit"] === "squash" ? "squash" : "pad") satisfies Fit,
      view: (extra["inputView"] ?? "whole") as InputViewName,
      parameters: countParameters(model.unet, model.head),
      extra,
    };
  }

  /** @throws {Error} when none of the kind is loaded */
  loaded(kind: ModelKind): Network {
    const network = this.#networks.get(kind);
    if (network !== undefined) return network;
    const name = kind === "classifier" ? "a classifier" : "a restoration model";
    throw new Error(`model: ${name} must be loaded, but none is. Open a .safetensors file of one.`);
  }

  async probabilities(image: Float32Array): Promise<Float32Array> {
    const logits = await this.loaded("classifier").logits(image, 1);
    const most = Math.max(...logits);
    const weights = logits.map((value) => Math.exp(value - most));
    const total = weights.reduce((a, b) => a + b);
    return weights.map((value) => value / total);
  }

  async explain(image: Float32Array): Promise<{
    readonly probabilities: Float32Array;
    readonly classes: readonly ExplainedClass[];
  }> {
    const found = await scoreCam(this.loaded("classifier"), image, { score: defaultScore });
    return {
      probabilities: found.probabilities,
      classes: found.classes.map(({ classIndex, map, averageDrop, increase }) => ({
        classIndex,
        map,
        averageDrop,
        increase: increase === 1,
      })),
    };
  }

  async restore(image: Float32Array): Promise<Restored> {
    const { restored, ssimAfter } = await this.loaded("pretext").restoration(image, image, 1);
    return { restored, dissimilarity: 1 - (ssimAfter[0] as number) };
  }
}
