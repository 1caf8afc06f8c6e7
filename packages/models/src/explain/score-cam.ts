// Score-CAM: which places of an image raise a class's score, by masking the image with activations.
import { input, type Numbers, type Program, type Tensor } from "@pleura/engine";
import { upsample } from "@pleura/kernels";
import { classCount, classifier } from "../classifier/classifier.ts";
import type { Network } from "../inference/network.ts";
import { minMax, reluWeightedSum, scaleToUnit, softmaxOf } from "./combine-maps.ts";

/** How a heatmap is made. */
export interface ScoreCamOptions {
  /** What is averaged: logits give sharper maps than probabilities. */
  readonly score: "logit" | "probability";
  /** Classes to explain; default all. */
  readonly classes?: readonly number[];
  /** Block whose activations are the masks; default "bottleneck". */
  readonly layer?: string;
}

/** One class's explanation. */
export interface ClassExplanation {
  readonly classIndex: number;
  /** Heatmap of the input's size, row-major, in [0, 1]; all zeros when the map is flat. */
  readonly map: Float32Array;
  /** Weight of each activation channel; 0 for constant channels, which are skipped. */
  readonly weights: Float64Array;
  /** max(0, Y − O) / Y, with Y the probability and O that of the image times the map. */
  readonly averageDrop: number;
  /** 1 when O > Y. */
  readonly increase: number;
}

/** An image's prediction and explanations. */
export interface Explanation {
  readonly logits: Float32Array;
  readonly probabilities: Float32Array;
  readonly classes: readonly ClassExplanation[];
}

const batchOf = (tensor: Tensor) => tensor.shape[0] ?? 1;

/** The block's activations for one image: [k, h, w]. */
async function activationsOf(network: Network, image: Float32Array, layer: string) {
  const { unet: config, head } = network.model;
  if (!head) throw new Error("internal: only a classifier can be explained");
  const program = await network.program(`activations ${layer}`, () => {
    const context = network.context();
    const logits = classifier(context, network.images("images"), config, head);
    const activations = context.blocks.get(layer);
    if (!activations || activations.shape.length !== 4) {
      const names = [...context.blocks].filter(([, { shape }]) => shape.length === 4);
      throw new RangeError(
        `explain: the layer must be one of ${names.map(([name]) => name).join(", ")}, ` +
          `but "${layer}" was given. Choose one of them.`,
      );
    }
    return { activations, logits };
  });
  const images = new Float32Array(network.batch * network.imageSize);
  images.set(image);
  const run = await program.run({ images });
  const tensor = program.plan.outputs.get("activations")?.tensor as Tensor;
  const [, k = 1, h = 1, w = 1] = tensor.shape;
  return {
    activations: (run["activations"] as Float32Array).slice(0, k * h * w),
    logits: (run["logits"] as Float32Array).slice(0, classCount),
    k,
    h,
    w,
  };
}

/** A program that upsamples maps [batch, 1, h, w] to the input's size (bilinear, align_corners false). */
function upsampler(network: Network, h: number, w: number): Promise<Program> {
  const { size } = network.model;
  return network.program(`upsample ${h}×${w}`, () => ({
    maps: upsample(input("maps", [network.batch, 1, h, w]), {
      mode: "bilinear",
      size: [size, size],
    }),
  }));
}

/** Runs a per-item program over `n` items in batches. */
async function inBatches(
  program: Program,
  name: string,
  items: Float32Array,
  n: number,
  output: string,
): Promise<Float32Array> {
  const tensor = program.plan.outputs.get(output)?.tensor as Tensor;
  const batch = batchOf(tensor);
  const outStride = tensor.shape.reduce((product, size) => product * size, 1) / batch;
  const inStride = items.length / n;
  const result = new Float32Array(n * outStride);
  for (let start = 0; start < n; start += batch) {
    const count = Math.min(batch, n - start);
    const feed = new Float32Array(batch * inStride);
    feed.set(items.subarray(start * inStride, (start + count) * inStride));
    const run: Readonly<Record<string, Numbers>> = await program.run({ [name]: feed });
    result.set((run[output] as Float32Array).subarray(0, count * outStride), start * outStride);
  }
  return result;
}

/**
 * Heatmaps of one image.
 *
 * With A_k the activations of the layer and U the bilinear upsampling to the input's size:
 * H_k = scale(U(A_k)) to [0, 1], s_k = f_c(X ∘ H_k), α = softmax over k of s,
 * L = ReLU(Σ α_k A_k), map = scale(U(L)). Constant channels are skipped. The black baseline of the
 * published form shifts all s_k alike and drops out of the softmax.
 *
 * Wang et al. 2020, "Score-CAM", algorithm 1, with α normalised over k.
 *
 * @param image `[inChannels, size, size]` in [0, 1]
 */
export async function scoreCam(
  network: Network,
  image: Float32Array,
  options: ScoreCamOptions,
): Promise<Explanation> {
  const { score, classes = [0, 1, 2], layer = "bottleneck" } = options;
  const { activations, logits, k, h, w } = await activationsOf(network, image, layer);
  const probabilities = softmaxOf(logits);
  const enlarge = await upsampler(network, h, w);
  const masks = await inBatches(enlarge, "maps", activations, k, "maps");
  const plane = network.model.size ** 2;
  const used: number[] = [];
  for (let channel = 0; channel < k; channel++) {
    const mask = masks.subarray(channel * plane, (channel + 1) * plane);
    const [low, high] = minMax(mask);
    if (high > low) {
      scaleToUnit(mask);
      used.push(channel);
    }
  }
  const masked = new Float32Array(used.length * network.imageSize);
  used.forEach((channel, index) => {
    multiplyMask(image, masks.subarray(channel * plane, (channel + 1) * plane), masked, index);
  });
  const scores = used.length > 0 ? await network.logits(masked, used.length) : new Float32Array(0);
  const maps: Float32Array[] = [];
  const weightsOf: Float64Array[] = [];
  for (const classIndex of classes) {
    const values = Float64Array.from(used, (_, index) => {
      const row = scores.subarray(index * classCount, (index + 1) * classCount);
      return (score === "logit" ? row[classIndex] : softmaxOf(row)[classIndex]) as number;
    });
    const alpha = softmaxOf(values);
    const weights = new Float64Array(k);
    used.forEach((channel, index) => {
      weights[channel] = alpha[index] as number;
    });
    weightsOf.push(weights);
    const low = reluWeightedSum(activations, weights, h * w);
    const map = await inBatches(enlarge, "maps", low, 1, "maps");
    scaleToUnit(map);
    maps.push(map);
  }
  const explained = new Float32Array(maps.length * network.imageSize);
  maps.forEach((map, index) => {
    multiplyMask(image, map, explained, index);
  });
  const kept = await network.logits(explained, maps.length);
  return {
    logits,
    probabilities: Float32Array.from(probabilities),
    classes: maps.map((map, index): ClassExplanation => {
      const classIndex = classes[index] ?? 0;
      const whole = probabilities[classIndex] as number;
      const row = kept.subarray(index * classCount, (index + 1) * classCount);
      const part = softmaxOf(row)[classIndex] as number;
      return {
        classIndex,
        map,
        weights: weightsOf[index] as Float64Array,
        averageDrop: Math.max(0, whole - part) / whole,
        increase: part > whole ? 1 : 0,
      };
    }),
  };
}

/** Writes image ∘ mask as item `index` of `into`, channel by channel. */
function multiplyMask(
  image: Float32Array,
  mask: Float32Array,
  into: Float32Array,
  index: number,
): void {
  const start = index * image.length;
  for (let i = 0; i < image.length; i++) {
    into[start + i] = (image[i] as number) * (mask[i % mask.length] as number);
  }
}
