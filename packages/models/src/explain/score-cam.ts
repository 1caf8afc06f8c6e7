// Score-CAM: which places of an image raise a class's score, by masking the image with activations.
import type { Tensor } from "@pleura/engine";
import { classCount, classifier } from "../classifier/classifier.ts";
import { type Network, notAClassifier } from "../inference/network.ts";
import { runInBatches } from "../inference/run-in-batches.ts";
import { reluWeightedSum, scaleToUnit, softmaxOf } from "./combine-maps.ts";
import { defaultLayer, mapsOf, upsampler } from "./layer-maps.ts";
import { averageDrop, increaseInConfidence } from "./map-measures.ts";
import { type Activations, type MaskedScores, multiplyMask, scoreMasks } from "./score-masks.ts";

/**
 * The score that heatmaps average when nobody chooses: the probability, as Wang et al. published.
 *
 * Measured 2026-11-23 on llvmpipe, four demo classifiers, 40 phantoms each: energy in lesions over their area is
 * 4.7, 4.4, 3.4, 2.6 by probability and 1.9, 3.8, 2.7, 2.6 by logit. The softmax over channels of logits, which
 * differ by many units, rests on one or two channels.
 */
export const defaultScore = "probability";

/** A class's heatmap after some of the channels: the final one's form, less sharp. */
export interface PartialMap {
  readonly classIndex: number;
  /** Heatmap of the input's size, row-major, in [0, 1]. */
  readonly map: Float32Array;
}

/** How far a Score-CAM is. */
export interface ScoreCamProgress {
  /** Channels scored. */
  readonly done: number;
  /** Channels of the layer. */
  readonly total: number;
  readonly classes: readonly PartialMap[];
}

/** What can end work early: an `AbortSignal` is one. */
export interface Cancellation {
  /** Throws the reason once the work is no longer wanted. */
  throwIfAborted(): void;
}

/** How a heatmap is made. */
export interface ScoreCamOptions {
  /** What is averaged, see {@link defaultScore}: logits rest on fewer channels. */
  readonly score: "logit" | "probability";
  /** Classes to explain; default all. */
  readonly classes?: readonly number[];
  /** Block whose activations are the masks; default "bottleneck". */
  readonly layer?: string;
  /** Told of the maps so far, at most {@link mostPartialMaps} times; the final maps are the result. */
  readonly onProgress?: ((progress: ScoreCamProgress) => void) | undefined;
  /** Asked before each batch; what it throws is what `scoreCam` rejects with. */
  readonly signal?: Cancellation | undefined;
}

/**
 * Most partial maps of one Score-CAM: each costs an enlargement and a sum over the channels so far. Measured 2026-11-26
 * on SwiftShader, processor time of the demo classifier's 32 channels: batch 4, 7 partial maps 518 against 502 ms
 * without; batch 16, 1 partial map 791 against 793 ms.
 */
export const mostPartialMaps = 24;

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

/** A block's activations for one image, and the image's logits. */
interface FoundActivations extends Activations {
  readonly logits: Float32Array;
}

async function activationsOf(
  network: Network,
  image: Float32Array,
  layer: string,
): Promise<FoundActivations> {
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

/** A class's heatmap and the weights of its channels. */
interface WeightedMap extends PartialMap {
  readonly weights: Float64Array;
}

/** The classes' heatmaps by the channels that were scored. */
async function mapsBy(
  { used, logits: scores }: MaskedScores,
  { activations, k, h, w }: Activations,
  classes: readonly number[],
  score: ScoreCamOptions["score"],
  enlarge: (low: Float32Array) => Promise<Float32Array>,
): Promise<readonly WeightedMap[]> {
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
  const all = await enlarge(low);
  const plane = all.length / classes.length;
  return classes.map((classIndex, at) => {
    const map = all.slice(at * plane, (at + 1) * plane);
    scaleToUnit(map);
    return { classIndex, map, weights: weightsOf[at] as Float64Array };
  });
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
  const { score, classes = everyClass, layer = defaultLayer, onProgress, signal } = options;
  signal?.throwIfAborted();
  const found = await activationsOf(network, image, layer);
  const { logits, k, h, w } = found;
  const probabilities = softmaxOf(logits);
  const upsampling = await upsampler(network, h, w);
  const enlarge = async (low: Float32Array) => {
    const [count, size] = [classes.length, { maps: network.model.size ** 2 }];
    return (await runInBatches(upsampling, network.batch, count, { maps: low }, size)).maps;
  };
  const channelsBetween = k / mostPartialMaps;
  let told = 0;
  let scores: MaskedScores = { used: [], logits: new Float32Array(), done: 0 };
  for await (scores of scoreMasks(network, upsampling, image, found)) {
    signal?.throwIfAborted();
    const { done } = scores;
    if (!onProgress || done === k || done - told < channelsBetween) continue;
    told = done;
    const partial = await mapsBy(scores, found, classes, score, enlarge);
    onProgress({
      ...{ done, total: k },
      classes: partial.map(({ classIndex, map }) => ({ classIndex, map })),
    });
  }
  const maps = await mapsBy(scores, found, classes, score, enlarge);
  const explained = new Float32Array(maps.length * network.imageSize);
  maps.forEach(({ map }, index) => {
    multiplyMask(image, map, explained, index);
  });
  const kept = await network.logits(explained, maps.length);
  return {
    logits,
    probabilities: Float32Array.from(probabilities),
    classes: maps.map(({ classIndex, map, weights }, index): ClassExplanation => {
      const whole = probabilities[classIndex] as number;
      const row = kept.subarray(index * classCount, (index + 1) * classCount);
      const part = softmaxOf(row)[classIndex] as number;
      return {
        classIndex,
        map,
        weights,
        averageDrop: averageDrop(whole, part),
        increase: increaseInConfidence(whole, part),
      };
    }),
  };
}
