// Batch normalisation by stored statistics, as used after training.
import { applyOp1, bytesOf, elementCount, type Op, type Tensor } from "@pleura/engine";
import { alongImages } from "../contract/by-images.ts";
import { checkNormInputs } from "../normalisation/norm-checks.ts";
import { normGradientTotals } from "../normalisation/norm-gradient.ts";
import { gridFor, normaliseLaunch } from "../normalisation/norm-launches.ts";
import { batchLayout, planeParams, widthOf } from "../normalisation/norm-layout.ts";
import { batchNormScaleGradient } from "./batch-norm.scale-gradient.wgsl.ts";
import type { BatchNormAttrs } from "./batch-norm-train.ts";

/** dx = dy · gamma / √(variance + ε), the statistics being constants. */
const inputGradientOp: Op<BatchNormAttrs> = {
  name: "batchNormInferenceInputGradient",
  half: { inputs: [0], outputs: "all" },
  infer: (inputs) => inputs.slice(0, 1),
  lower({ inputs, outputs, attrs: { epsilon } }) {
    const layout = batchLayout(inputs[0]?.type.shape ?? []);
    const params = { ...planeParams(layout), epsilon };
    return [
      {
        kernel: batchNormScaleGradient(widthOf(layout)),
        buffers: [...inputs, ...outputs],
        params,
        grid: gridFor(params.planes * params.parts),
      },
    ];
  },
  byImages: alongImages(0),
  cost: (inputs, outputs) => ({
    flops: elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/** The op behind `batchNormInference`. */
export const batchNormInferenceOp: Op<BatchNormAttrs> = {
  name: "batchNormInference",
  half: { inputs: [0], outputs: "all" },
  infer([x, gamma, beta, mean, variance]) {
    checkNormInputs("batchNormInference", x, { gamma, beta, mean, variance });
    return [{ shape: x?.shape ?? [], dtype: "f32" }];
  },
  lower({ inputs: [x, gamma, beta, mean, variance], outputs: [y], attrs }) {
    if (!x || !gamma || !beta || !mean || !variance || !y) return [];
    const buffers = { x, gamma, beta, mean, variance, y };
    return [normaliseLaunch(batchLayout(x.type.shape), buffers, attrs.epsilon)];
  },
  gradient({ inputs: [x, gamma, , mean, variance], attrs, outputGradients: [dy], needs }) {
    if (!x || !gamma || !mean || !variance || !dy) return [];
    const dx = needs[0] ? applyOp1(inputGradientOp, [dy, gamma, variance], attrs) : undefined;
    if (!needs[1] && !needs[2]) return [dx];
    const shared = { layout: batchLayout(x.shape), epsilon: attrs.epsilon };
    const [, dgamma, dbeta] = normGradientTotals(dy, { x, gamma, mean, variance }, shared);
    return [dx, needs[1] ? dgamma : undefined, needs[2] ? dbeta : undefined];
  },
  byImages: alongImages(0),
  cost: (inputs, outputs) => ({
    flops: 3 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * Batch normalisation with given statistics, such as running averages.
 *
 * y = (x − mean_c) / √(variance_c + ε) · gamma_c + beta_c; no gradient flows to mean and variance.
 *
 * @param x `[n, c, h, w]` or `[n, c]`; gamma, beta, mean, variance `[c]`
 * @returns y of x's shape
 * @throws {EngineError} tag `shape` when a per-channel tensor does not have x's channels
 */
export function batchNormInference(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  mean: Tensor,
  variance: Tensor,
  attrs: BatchNormAttrs,
): Tensor {
  return applyOp1(batchNormInferenceOp, [x, gamma, beta, mean, variance], attrs);
}
