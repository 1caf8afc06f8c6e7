// Grad-CAM: a block's feature maps weighted by the mean gradient of a class's logit.
import { gradients, input, type Tensor } from "@pleura/engine";
import { globalAveragePool, multiply, reduceSum } from "@pleura/kernels";
import { classCount, classifier } from "../classifier/classifier.ts";
import { type Network, notAClassifier } from "../inference/network.ts";
import { runInBatches } from "../inference/run-in-batches.ts";
import { reluWeightedSum, scaleToUnit } from "./combine-maps.ts";
import { defaultLayer, mapsOf, upsampler } from "./layer-maps.ts";

/** One image's map. */
export interface GradCamMap {
  readonly classIndex: number;
  /** Heatmap of the input's size, row-major, in [0, 1]; all zeros when the map is flat. */
  readonly map: Float32Array;
  /** Weight of each channel. */
  readonly weights: Float64Array;
  /** Side of the layer's feature maps, pixels: how coarse the map was before it was enlarged. */
  readonly side: number;
}

/**
 * Grad-CAM heatmaps, one class per image.
 *
 * With A_k the feature maps of the layer and y_c the logit of the class (before the softmax):
 * α_k = mean over pixels of ∂y_c/∂A_k, L = ReLU(Σ α_k A_k), map = scale(U(L)), U the bilinear enlargement
 * and scale the min–max of Score-CAM. In eval mode images do not see each other, so the gradient of
 * Σ_n y_{c(n)}(n) holds every image's own.
 *
 * Selvaraju et al. 2017, "Grad-CAM", eq. 1 and 2.
 *
 * @param images `[n, inChannels, size, size]` in [0, 1]
 * @param classes class of each image, n numbers
 * @param layer block whose feature maps are weighted
 * @throws {ModelError} tag `kind` when the model restores images, `config` when it has no such layer
 */
export async function gradCam(
  network: Network,
  images: Float32Array,
  classes: readonly number[],
  layer = defaultLayer,
): Promise<GradCamMap[]> {
  const { unet: config, head, size } = network.model;
  if (!head) throw notAClassifier("explain");
  const { batch } = network;
  const program = await network.program(`gradient of ${layer}`, () => {
    const context = network.context();
    const logits = classifier(context, network.images("images"), config, head);
    const activations = mapsOf(context, layer);
    const chosen = multiply(logits, input("chosen", [batch, classCount]));
    const [gradient] = gradients(reduceSum(chosen), [activations]);
    return { activations, weights: globalAveragePool(gradient as Tensor) };
  });
  const tensor = program.plan.outputs.get("activations")?.tensor as Tensor;
  const [, k = 1, h = 1, w = 1] = tensor.shape;
  const n = classes.length;
  const chosen = new Float32Array(n * classCount);
  classes.forEach((classIndex, image) => {
    chosen[image * classCount + classIndex] = 1;
  });
  const found = await runInBatches(
    program,
    batch,
    n,
    { images, chosen },
    { activations: k * h * w, weights: k },
  );
  const low = new Float32Array(n * h * w);
  const weightsOf = classes.map((_, image) => {
    const weights = Float64Array.from(found.weights.subarray(image * k, (image + 1) * k));
    const activations = found.activations.subarray(image * k * h * w, (image + 1) * k * h * w);
    low.set(reluWeightedSum(activations, weights, h * w), image * h * w);
    return weights;
  });
  const plane = size ** 2;
  const enlarge = await upsampler(network, h, w);
  const { maps } = await runInBatches(enlarge, batch, n, { maps: low }, { maps: plane });
  return classes.map((classIndex, image) => {
    const map = maps.slice(image * plane, (image + 1) * plane);
    scaleToUnit(map);
    return { classIndex, map, weights: weightsOf[image] as Float64Array, side: h };
  });
}
