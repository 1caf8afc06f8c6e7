// Score-CAM: which places of an image raise a class's score, by masking the image with activations.
import type { Program, Tensor } from "@pleura/engine";
import { classCount, classifier } from "../classifier/classifier.ts";
import { type Network, notAClassifier } from "../inference/network.ts";
import { runInBatches } from "../inference/run-in-batches.ts";
import { minMax, reluWeightedSum, scaleToUnit, softmaxOf } from "./combine-maps.ts";
import { defaultLayer, mapsOf, upsampler } from "./layer-maps.ts";
import { averageDrop, increaseInConfidence } from "./map-measures.ts";

/**
 * The score that heatmaps average when nobody chooses: the probability, as Wang et al. published.
 *
 * Measured 2026-11-23 on llvmpipe, four demo classifiers, 40 phantoms each: energy in lesions over their area is
 * 4.7, 4.4, 3.4, 2.6 by probability and 1.9, 3.8, 2.7, 2.6 by logit. The softmax over channels of logits, which
 * differ by many units, rests on one or two channels.
 */
export const defaultScore = "probability";

/** How a heatmap is made. */
export interface ScoreCamOptions {
  /** What is averaged, see {@link defaultScore}: logits rest on fewer channels. */
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

const everyClass = Array.from({ length: classCount }, (_, index) => index);

/** A block's activations `[k, h, w]` for one image, and the image's logits. */
interface Activations {
  readonly activations: Float32Array;
  readonly logits: Float32Array;
  readonly k: number;
  readonly h: number;
  readonly w: number;
}

async function activationsOf(
  network: Network,
  image: Float32Array,
  layer: string,
): Promise<Activations> {
  const { unet: config, head } = network.model;
  if (!head) throw notAClassifier("explain");
  const program = await network.program(`activations ${layer}`, () => {
    const context = network.context();
    const logits = classifier(context, network.images("images"), config, head);
    return { activations: mapsOf(context, layer), logits };
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

/** What masking with one layer's activations gives: which channels were used, and their logits. */
interface MaskedScores {
  readonly used: readonly number[];
  /** Logits `[used.length, classCount]` of the image times each mask. */
  readonly logits: Float32Array;
}

/**
 * Masks the image with each channel and asks the classifier.
 *
 * Masks and masked images exist for one batch at a time: all of them would be 2 GB at 512×512 with 1024 channels.
 */
async function scoreMasks(
  network: Network,
  enlarge: Program,
  image: Float32Array,
  { activations, k, h, w }: Activations,
): Promise<MaskedScores> {
  const { batch } = network;
  const plane = network.model.size ** 2;
  const masked = new Float32Array(batch * image.length);
  const used: number[] = [];
  const rows: Float32Array[] = [];
  let waiting = 0;
  const askForWaiting = async () => {
    if (waiting === 0) return;
    rows.push(await network.logits(masked.subarray(0, waiting * image.length), waiting));
    waiting = 0;
  };
  for (let start = 0; start < k; start += batch) {
    const count = Math.min(batch, k - start);
    const maps = activations.subarray(start * h * w, (start + count) * h * w);
    const { maps: masks } = await runInBatches(enlarge, batch, count, { maps }, { maps: plane });
    for (let index = 0; index < count; index++) {
      const mask = masks.subarray(index * plane, (index + 1) * plane);
      const [low, high] = minMax(mask);
      if (!(high > low)) continue;
      scaleToUnit(mask);
      multiplyMask(image, mask, masked, waiting);
      used.push(start + index);
      waiting += 1;
      if (waiting === batch) await askForWaiting();
    }
  }
  await askForWaiting();
  const logits = new Float32Array(used.length * classCount);
  let at = 0;
  for (const row of rows) {
    logits.set(row, at);
    at += row.length;
  }
  return { used, logits };
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
 * @throws {ModelError} tag `kind` when the model restores images, `config` when it has no such layer
 */
export async function scoreCam(
  network: Network,
  image: Float32Array,
  options: ScoreCamOptions,
): Promise<Explanation> {
  const { score, classes = everyClass, layer = defaultLayer } = options;
  const found = await activationsOf(network, image, layer);
  const { activations, logits, k, h, w } = found;
  const probabilities = softmaxOf(logits);
  const enlarge = await upsampler(network, h, w);
  const { used, logits: scores } = await scoreMasks(network, enlarge, image, found);
  const plane = network.model.size ** 2;
  const low = new Float32Array(classes.length * h * w);
  const weightsOf = classes.map((classIndex, at) => {
    const values = Float64Array.from(used, (_, index) => {
      const row = scores.subarray(index * classCount, (index + 1) * classCount);
      return (score === "logit" ? row[classIndex] : softmaxOf(row)[classIndex]) as number;
    });
    const alpha = softmaxOf(values);
    const weights = new Float64Array(k);
    used.forEach((channel, index) => {
      weights[channel] = alpha[index] as number;
    });
    low.set(reluWeightedSum(activations, weights, h * w), at * h * w);
    return weights;
  });
  const { maps: all } = await runInBatches(
    enlarge,
    network.batch,
    classes.length,
    { maps: low },
    { maps: plane },
  );
  const maps = classes.map((_, at) => all.slice(at * plane, (at + 1) * plane));
  maps.forEach(scaleToUnit);
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
        averageDrop: averageDrop(whole, part),
        increase: increaseInConfidence(whole, part),
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
