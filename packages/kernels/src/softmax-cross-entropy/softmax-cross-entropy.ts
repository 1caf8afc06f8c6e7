// Cross-entropy of class logits against whole-number labels, with class weights and label smoothing.
import {
  applyOp1,
  bytesOf,
  constant,
  EngineError,
  elementCount,
  formatShape,
  linearGrid,
  type Op,
  type Tensor,
} from "@pleura/engine";
import { crossEntropyGradient } from "./softmax-cross-entropy.gradient.wgsl.ts";
import { crossEntropyMean } from "./softmax-cross-entropy.mean.wgsl.ts";
import { crossEntropyRows } from "./softmax-cross-entropy.rows.wgsl.ts";
import { crossEntropyWeightSum } from "./softmax-cross-entropy.weight-sum.wgsl.ts";

/** What the op needs besides its inputs logits, labels and class weights. */
export interface CrossEntropyAttrs {
  /** Share of the target that is spread evenly over all classes, 0 ≤ s < 1. */
  readonly labelSmoothing: number;
}

/** Options of `softmaxCrossEntropy`. */
export interface CrossEntropyOptions {
  /** One weight > 0 per class; default all 1. */
  readonly classWeights?: readonly number[];
  /** Share of the target that is spread evenly over all classes, 0 ≤ s < 1; default 0. */
  readonly labelSmoothing?: number;
}

const grid = (invocations: number) => linearGrid(Math.ceil(invocations / 64));

const gradientOp: Op<CrossEntropyAttrs> = {
  name: "softmaxCrossEntropyGradient",
  infer: (inputs) => inputs.slice(0, 1),
  lower({ inputs: [logits, labels, weights, dloss], outputs: [dx], attrs, scratch }) {
    if (!logits || !labels || !weights || !dloss || !dx) return [];
    const [count = 1, classes = 1] = logits.type.shape;
    const sum = scratch({ shape: [], dtype: "f32" });
    return [
      {
        kernel: crossEntropyWeightSum,
        buffers: [labels, weights, sum],
        params: { count },
        grid: [1, 1, 1],
      },
      {
        kernel: crossEntropyGradient,
        buffers: [logits, labels, weights, sum, dloss, dx],
        params: { count, classes, smoothing: attrs.labelSmoothing },
        grid: grid(count),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: 12 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/** The op behind `softmaxCrossEntropy`; inputs logits, labels, class weights. */
export const softmaxCrossEntropyOp: Op<CrossEntropyAttrs> = {
  name: "softmaxCrossEntropy",
  infer([logits, labels, weights]) {
    const shape = logits?.shape ?? [];
    const [n = 0, k = 0] = shape;
    if (shape.length !== 2) {
      throw new EngineError(
        "shape",
        `softmaxCrossEntropy: "logits" must be [n, k], but it is ${formatShape(shape)}. ` +
          "Flatten it to one row per image.",
      );
    }
    if (labels?.shape.length !== 1 || labels.shape[0] !== n) {
      throw new EngineError(
        "shape",
        `softmaxCrossEntropy: "labels" must have one label for each of the ${n} rows of "logits", ` +
          `but its shape is ${formatShape(labels?.shape ?? [])}. Give it the shape [${n}].`,
      );
    }
    if (labels.dtype !== "u32") {
      throw new EngineError(
        "dtype",
        `softmaxCrossEntropy: "labels" must be u32, but it is ${labels.dtype}. ` +
          "Make the input with the dtype u32.",
      );
    }
    const given = elementCount(weights?.shape ?? []);
    if (given !== k) {
      throw new EngineError(
        "shape",
        `softmaxCrossEntropy: there must be one class weight for each of the ${k} classes, ` +
          `but there are ${given}. Give ${k} weights.`,
      );
    }
    return [{ shape: [], dtype: "f32" }];
  },
  lower({ inputs: [logits, labels, weights], outputs: [loss], attrs, scratch }) {
    if (!logits || !labels || !weights || !loss) return [];
    const [count = 1, classes = 1] = logits.type.shape;
    const rows = scratch({ shape: [count, 2], dtype: "f32" });
    return [
      {
        kernel: crossEntropyRows,
        buffers: [logits, labels, weights, rows],
        params: { count, classes, smoothing: attrs.labelSmoothing },
        grid: grid(count),
      },
      { kernel: crossEntropyMean, buffers: [rows, loss], params: { count }, grid: [1, 1, 1] },
    ];
  },
  gradient({ inputs: [logits, labels, weights], attrs, outputGradients: [dloss], needs }) {
    if (!logits || !labels || !weights || !dloss || !needs[0]) return [];
    return [applyOp1(gradientOp, [logits, labels, weights, dloss], attrs)];
  },
  // Per class: maximum, shifted exponential and sum, and the smoothed part.
  cost: (inputs, outputs) => ({
    flops: 8 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * Weighted mean of −log softmax(logits)[label], as PyTorch's `cross_entropy` reduces it.
 *
 * loss = Σ_i ((1 − s) w_y (−log p_y) + s/k Σ_c w_c (−log p_c)) / Σ_i w_y, y the label of row i
 *
 * @param logits `[n, k]`
 * @param labels `[n]` of dtype u32, each < k; a label ≥ k makes the loss NaN
 * @param options classWeights w, `k` numbers (default 1); labelSmoothing s in [0, 1) (default 0)
 * @returns the loss, `[]`
 * @throws {EngineError} tag `shape` when sizes differ, `dtype` when labels are not u32
 */
export function softmaxCrossEntropy(
  logits: Tensor,
  labels: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  const { classWeights, labelSmoothing = 0 } = options;
  const k = classWeights?.length ?? logits.shape[1] ?? 1;
  const weights = classWeights ? Float32Array.from(classWeights) : new Float32Array(k).fill(1);
  const inputs = [logits, labels, constant(weights, [k])];
  return applyOp1(softmaxCrossEntropyOp, inputs, { labelSmoothing });
}
