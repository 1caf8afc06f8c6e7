// A model's weights with its eval-mode programs, each compiled when it is first needed.
import {
  compile,
  type Device,
  input,
  type Numbers,
  type Program,
  type Tensor,
} from "@pleura/engine";
import { ssim } from "@pleura/kernels";
import type { ModelDescription } from "../checkpoint/checkpoint.ts";
import { classifier } from "../classifier/classifier.ts";
import { unet } from "../unet/unet.ts";
import { BuildContext } from "../weights/build-context.ts";
import type { WeightStore } from "../weights/weight-store.ts";

/** Restored images and how close they are to the truth before and after. */
export interface RestorationResult {
  readonly restored: Float32Array;
  /** SSIM of the given image against the target, per image. */
  readonly ssimBefore: Float32Array;
  /** SSIM of the restored image against the target, per image. */
  readonly ssimAfter: Float32Array;
}

/** Runs a model in eval mode on any number of images, `batch` at a time. */
export class Network {
  readonly device: Device;
  readonly model: ModelDescription;
  readonly weights: WeightStore;
  readonly batch: number;
  readonly #programs = new Map<string, Promise<Program>>();

  constructor(device: Device, model: ModelDescription, weights: WeightStore, batch: number) {
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
    return new BuildContext("eval", this.weights.variables);
  }

  /** The program of a name, compiled at its first use. */
  program(name: string, build: () => Readonly<Record<string, Tensor>>): Promise<Program> {
    const known = this.#programs.get(name);
    if (known !== undefined) return known;
    const made = compile(this.device, { outputs: build() });
    this.#programs.set(name, made);
    return made;
  }

  /**
   * Runs a program over `n` items in batches; the last batch is filled up with zeros.
   *
   * @param inputs per input name: values of all items, one after the other
   * @param outputs per output name: values per item to keep
   */
  async #inBatches<Names extends string>(
    program: Program,
    n: number,
    inputs: Readonly<Record<string, Float32Array>>,
    outputs: Readonly<Record<Names, number>>,
  ): Promise<Record<Names, Float32Array>> {
    const names = Object.keys(outputs) as Names[];
    const results = Object.fromEntries(
      names.map((name) => [name, new Float32Array(n * outputs[name])]),
    ) as Record<Names, Float32Array>;
    for (let start = 0; start < n; start += this.batch) {
      const count = Math.min(this.batch, n - start);
      const feeds: Record<string, Numbers> = {};
      for (const [name, values] of Object.entries(inputs)) {
        const stride = values.length / n;
        const batch = new Float32Array(this.batch * stride);
        batch.set(values.subarray(start * stride, (start + count) * stride));
        feeds[name] = batch;
      }
      const run = await program.run(feeds);
      for (const name of names) {
        const stride = outputs[name];
        results[name].set((run[name] as Float32Array).subarray(0, count * stride), start * stride);
      }
    }
    return results;
  }

  /** Logits `[n, 3]` of a classifier. */
  async logits(images: Float32Array, n: number): Promise<Float32Array> {
    const { unet: config, head } = this.model;
    if (!head) throw new Error("internal: only a classifier has logits");
    const program = await this.program("logits", () => ({
      logits: classifier(this.context(), this.images("images"), config, head),
    }));
    return (await this.#inBatches(program, n, { images }, { logits: 3 })).logits;
  }

  /** Restored images of a pretext model. */
  async restore(images: Float32Array, n: number): Promise<Float32Array> {
    const program = await this.program("restored", () => ({
      restored: unet(this.context(), this.images("images"), this.model.unet),
    }));
    const outputs = { restored: this.model.size ** 2 };
    return (await this.#inBatches(program, n, { images }, outputs)).restored;
  }

  /** Restores images and compares with their targets by SSIM (data range 1). */
  async restoration(
    images: Float32Array,
    targets: Float32Array,
    n: number,
  ): Promise<RestorationResult> {
    const program = await this.program("restoration", () => {
      const x = this.images("images");
      const target = this.images("targets");
      const restored = unet(this.context(), x, this.model.unet);
      const [, ssimBefore] = ssim(target, x, { dataRange: 1 });
      const [, ssimAfter] = ssim(target, restored, { dataRange: 1 });
      return { restored, ssimBefore, ssimAfter };
    });
    const outputs = { restored: this.model.size ** 2, ssimBefore: 1, ssimAfter: 1 };
    return this.#inBatches(program, n, { images, targets }, outputs);
  }

  /** Frees the programs and the weights. */
  async destroy(): Promise<void> {
    for (const program of this.#programs.values()) (await program).destroy();
    this.#programs.clear();
    this.weights.destroy();
  }
}
