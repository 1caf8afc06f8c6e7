// A model of the page on a device: its weights once, with programs for one film and for a batch of masks.
import type { Fit, InputViewName } from "@pleura/data";
import type { Device } from "@pleura/engine";
import {
  type Checkpoint,
  countParameters,
  describeWeights,
  Network,
  WeightStore,
} from "@pleura/models";
import type { ModelFacts } from "./gpu-calls.ts";

/** What is read of a checkpoint before a device is asked. */
export interface ReadModel {
  readonly facts: ModelFacts;
  /** Weights only. */
  readonly checkpoint: Checkpoint;
}

/** Facts of a model that the page shows. */
export function factsOf(name: string, { model, extra }: Checkpoint): ModelFacts {
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

/**
 * Masks per pass of a Score-CAM: many fill a GPU. A software adapter gains nothing from more, and a map that sharpens
 * eight times on the way is better to look at. Measured 2026-11-26 on SwiftShader, demo classifier, 32 masks: batch 4
 * 502 ms of processor time, batch 16 793 ms.
 */
const mostMasks = { software: 4, hardware: 16 };

/** Most bytes of a pass's temporaries: a quarter of the memory that a laptop's GPU of 4 GB has for everything. */
const mostBytes = 2 ** 30;

/** A model on a device. Freed once it is retired and nobody uses it any more. */
export class OpenModel {
  readonly facts: ModelFacts;
  /** One film at a time: what a page classifies and restores. */
  readonly single: Network;
  #many: Network;
  #users = 0;
  #isRetired = false;

  /** @param mostAtOnce most masks per pass, below what the device would get otherwise */
  constructor(device: Device, { facts, checkpoint }: ReadModel, mostAtOnce: number) {
    const { model, tensors } = checkpoint;
    const values = new Map([...tensors].map(([name, tensor]) => [name, tensor.values]));
    const weights = new WeightStore(device, describeWeights(model.unet, model.head), values);
    this.facts = facts;
    this.single = new Network(device, model, weights, 1);
    const most = mostMasks[device.adapter.isSoftware ? "software" : "hardware"];
    const withMasks = (masks: number) => new Network(device, model, weights, masks);
    this.#many = withMasks(Math.min(most, mostAtOnce));
    while (this.masks > 1 && this.#many.answerBytes > mostBytes) {
      this.#many = withMasks(this.masks / 2);
    }
  }

  /** Masks per pass. */
  get masks(): number {
    return this.#many.batch;
  }

  /** Several masks at a time. */
  get many(): Network {
    return this.#many;
  }

  /** Makes passes of fewer masks, for want of memory. */
  async useFewer(masks: number): Promise<void> {
    const before = this.#many;
    if (masks >= before.batch) return;
    this.#many = new Network(before.device, before.model, before.weights, masks);
    await before.destroyPrograms();
  }

  /** Runs work on the model, which stays until the work has ended. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      return await work();
    } finally {
      this.#users -= 1;
      await this.#freeIfUnused();
    }
  }

  /** Frees the model when its last user has ended. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    await this.#freeIfUnused();
  }

  async #freeIfUnused(): Promise<void> {
    if (!this.#isRetired || this.#users > 0) return;
    await this.#many.destroyPrograms();
    await this.single.destroy();
  }
}
