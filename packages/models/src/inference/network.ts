// A model's weights with its eval-mode programs, each compiled when it is first needed.
import {
  compile,
  type Device,
  input,
  type Program,
  plan,
  type Tensor,
  type Variable,
} from "@pleura/engine";
import { globalAveragePool, reduceMean, ssim } from "@pleura/kernels";
import type { ModelDescription } from "../checkpoint/checkpoint.ts";
import { classCount, classifier } from "../classifier/classifier.ts";
import { ModelError } from "../model-error.ts";
import { channelsAt } from "../unet/config.ts";
import { encode, unet } from "../unet/unet.ts";
import { BuildContext } from "../weights/build-context.ts";
import type { WeightStore } from "../weights/weight-store.ts";
import { runInBatches } from "./run-in-batches.ts";

/** Restored images and how close they are to the truth before and after. */
export interface RestorationResult {
  readonly restored: Float32Array;
  /** SSIM of the given image against the target, per image. */
  readonly ssimBefore: Float32Array;
  /** SSIM of the restored image against the target, per image. */
  readonly ssimAfter: Float32Array;
}

/** Grey images as a program's input `[batch, 1, size, size]`: what a model restores. */
export function greyImages(name: string, batch: number, size: number): Tensor {
  return input(name, [batch, 1, size, size]);
}

/** The refusal to ask a restoration model for what only a classifier has. */
export function notAClassifier(what: string): ModelError {
  return new ModelError(
    "kind",
    `${what}: the model must be a classifier, but it restores images. ` +
      "Use a model that was fine-tuned.",
  );
}

/** Runs a model in eval mode on any number of images, `batch` at a time. */
export class Network {
  readonly device: Device;
  readonly model: ModelDescription;
  readonly weights: WeightStore;
  readonly batch: number;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #programs = new Map<string, Promise<Program>>();

  /** @param variables what the programs read in place of the weights' own variables, such as their averages */
  constructor(
    device: Device,
    model: ModelDescription,
    weights: WeightStore,
    batch: number,
    variables: ReadonlyMap<string, Variable> = weights.variables,
  ) {
    this.#variables = variables;
    this.device = device;
    this.model = model;
    this.weights = weights;
    this.batch = batch;
  }

  /** Values of one image. */
  get imageSize(): number {
    return this.model.unet.inChannels * this.model.size ** 2;
  }

  /** A batch of images as the programs' input. */
  images(name: string): Tensor {
    const { size, unet: config } = this.model;
    return input(name, [this.batch, config.inChannels, size, size]);
  }

  /** A fresh build context in eval mode. */
  context(): BuildContext {
    return new BuildContext("eval", this.#variables);
  }

  /** The program of a name, compiled at its first use; what cannot be compiled is tried again at the next. */
  async program(name: string, build: () => Readonly<Record<string, Tensor>>): Promise<Program> {
    const known = this.#programs.get(name);
    if (known !== undefined) return known;
    const made = compile(this.device, { outputs: build() });
    this.#programs.set(name, made);
    try {
      return await made;
    } catch (error) {
      this.#programs.delete(name);
      throw error;
    }
  }

  /** Bytes on the device of the program that answers for one batch, without the weights: for choosing the batch. */
  get answerBytes(): number {
    const { unet: config, head } = this.model;
    const images = this.images("images");
    const answer = head
      ? classifier(this.context(), images, config, head)
      : unet(this.context(), images, config);
    const { arenaBytes, stateBytes } = plan({ outputs: { answer } }, this.device.adapter, {
      choose: this.device.choose,
    });
    const { inputs, constants, results } = stateBytes;
    return arenaBytes.reduce((sum, bytes) => sum + bytes, inputs + constants + results);
  }

  /**
   * Logits `[n, 3]` of a classifier.
   *
   * @throws {ModelError} tag `kind` when the model restores images
   */
  async logits(images: Float32Array, n: number): Promise<Float32Array> {
    const { unet: config, head } = this.model;
    if (!head) throw notAClassifier("logits");
    const program = await this.program("logits", () => ({
      logits: classifier(this.context(), this.images("images"), config, head),
    }));
    return (await runInBatches(program, this.batch, n, { images }, { logits: classCount })).logits;
  }

  /**
   * Features `[n, channels]` of images: the bottleneck's channels, averaged over the image. Classifiers and
   * restoration models have them; they are what the gap head of a classifier sees.
   */
  async features(images: Float32Array, n: number): Promise<Float32Array> {
    const { unet: config } = this.model;
    const program = await this.program("features", () => ({
      features: globalAveragePool(encode(this.context(), this.images("images"), config).bottleneck),
    }));
    const outputs = { features: channelsAt(config, config.levels - 1) };
    return (await runInBatches(program, this.batch, n, { images }, outputs)).features;
  }

  /** Restored images of a pretext model. */
  async restore(images: Float32Array, n: number): Promise<Float32Array> {
    const program = await this.program("restored", () => ({
      restored: unet(this.context(), this.images("images"), this.model.unet),
    }));
    const outputs = { restored: this.model.size ** 2 };
    return (await runInBatches(program, this.batch, n, { images }, outputs)).restored;
  }

  /**
   * Restores images and compares with their targets by SSIM (data range 1).
   *
   * @param images `[n, inChannels, size, size]`; with three channels their mean is what is compared
   * @param targets grey images `[n, 1, size, size]`
   */
  async restoration(
    images: Float32Array,
    targets: Float32Array,
    n: number,
  ): Promise<RestorationResult> {
    const program = await this.program("restoration", () => {
      const x = this.images("images");
      const target = greyImages("targets", this.batch, this.model.size);
      const restored = unet(this.context(), x, this.model.unet);
      const given = this.model.unet.inChannels === 1 ? x : reduceMean(x, 1, 1);
      const [, ssimBefore] = ssim(target, given, { dataRange: 1 });
      const [, ssimAfter] = ssim(target, restored, { dataRange: 1 });
      return { restored, ssimBefore, ssimAfter };
    });
    const outputs = { restored: this.model.size ** 2, ssimBefore: 1, ssimAfter: 1 };
    return runInBatches(program, this.batch, n, { images, targets }, outputs);
  }

  /** Frees the programs and the weights. */
  async destroy(): Promise<void> {
    await this.destroyPrograms();
    this.weights.destroy();
  }

  /** Frees the programs only: of a network whose weights belong to another one. */
  async destroyPrograms(): Promise<void> {
    for (const made of await Promise.allSettled(this.#programs.values())) {
      if (made.status === "fulfilled") made.value.destroy();
    }
    this.#programs.clear();
  }
}
