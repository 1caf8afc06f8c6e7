// Batch normalisation by the batch's own statistics, as used in training.
import { applyOp, bytesOf, elementCount, type Op, type Tensor } from "@pleura/engine";
import { checkNormInputs } from "../normalisation/norm-checks.ts";
import { normGradient } from "../normalisation/norm-gradient.ts";
import { momentLaunches, normaliseLaunch } from "../normalisation/norm-launches.ts";
import { batchLayout } from "../normalisation/norm-layout.ts";

/** Options of batch norm. */
export interface BatchNormAttrs {
  /** Added to the variance before the root, > 0. */
  readonly epsilon: number;
}

/** The op behind `batchNormTrain`. */
export const batchNormTrainOp: Op<BatchNormAttrs> = {
  name: "batchNormTrain",
  half: { inputs: [0], outputs: [0] },
  infer([x, gamma, beta]) {
    checkNormInputs("batchNormTrain", x, { gamma, beta });
    const shape = x?.shape ?? [];
    const statistic = { shape: [shape[1] ?? 1], dtype: "f32" } as const;
    return [{ shape, dtype: "f32" }, statistic, statistic];
  },
  lower({ inputs: [x, gamma, beta], outputs: [y, mean, variance], attrs, scratch }) {
    if (!x || !gamma || !beta || !y || !mean || !variance) return [];
    const layout = batchLayout(x.type.shape);
    const buffers = { x, gamma, beta, mean, variance, y };
    return [
      ...momentLaunches(layout, buffers, scratch),
      normaliseLaunch(layout, buffers, attrs.epsilon),
    ];
  },
  gradient({ inputs: [x, gamma], outputs: [, mean, variance], attrs, outputGradients, needs }) {
    if (!x || !gamma || !mean || !variance) return [];
    const { epsilon } = attrs;
    const layout = batchLayout(x.shape);
    return normGradient({ x, gamma, mean, variance }, outputGradients, needs, { layout, epsilon });
  },
  // Moments: 3 per element; normalising: 3.
  cost: (inputs, outputs) => ({
    flops: 6 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * Batch normalisation with the mean and biased variance of this batch.
 *
 * y = (x − mean_c) / √(variance_c + ε) · gamma_c + beta_c (Ioffe & Szegedy 2015, alg. 1)
 *
 * @param x `[n, c, h, w]` or `[n, c]`
 * @param gamma scale `[c]`
 * @param beta shift `[c]`
 * @returns y of x's shape, mean `[c]`, biased variance `[c]`
 * @throws {EngineError} tag `shape` when gamma or beta do not have x's channels
 */
export function batchNormTrain(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  attrs: BatchNormAttrs,
): readonly [y: Tensor, mean: Tensor, variance: Tensor] {
  const outputs = applyOp(batchNormTrainOp, [x, gamma, beta], attrs);
  return outputs as unknown as readonly [Tensor, Tensor, Tensor];
}
