// Group normalisation: statistics of each image's groups of channels, the same in training and inference.
import { applyOp, bytesOf, EngineError, elementCount, type Op, type Tensor } from "@pleura/engine";
import { alongImages } from "../contract/by-images.ts";
import { checkNormInputs } from "../normalisation/norm-checks.ts";
import { normGradient } from "../normalisation/norm-gradient.ts";
import { momentLaunches, normaliseLaunch } from "../normalisation/norm-launches.ts";
import { groupLayout } from "../normalisation/norm-layout.ts";

/** Options of group norm. */
export interface GroupNormAttrs {
  /** Groups of neighbouring channels; divides the channels. */
  readonly groups: number;
  /** Added to the variance before the root, > 0. */
  readonly epsilon: number;
}

/** The op behind `groupNorm`. Outputs y, and the mean and variance `[n, groups]` that its gradient reads. */
export const groupNormOp: Op<GroupNormAttrs> = {
  name: "groupNorm",
  half: { inputs: [0], outputs: [0] },
  infer([x, gamma, beta], { groups }) {
    checkNormInputs("groupNorm", x, { gamma, beta });
    const shape = x?.shape ?? [];
    const [n = 1, c = 1] = shape;
    if (!Number.isInteger(groups) || groups < 1 || c % groups !== 0) {
      throw new EngineError(
        "shape",
        `groupNorm: "groups" must divide the ${c} channels of "x", but it is ${groups}. ` +
          "Give a divisor of the channels.",
        { channels: c, groups },
      );
    }
    const statistic = { shape: [n, groups], dtype: "f32" } as const;
    return [{ shape, dtype: "f32" }, statistic, statistic];
  },
  lower({ inputs: [x, gamma, beta], outputs: [y, mean, variance], attrs, scratch }) {
    if (!x || !gamma || !beta || !y || !mean || !variance) return [];
    const layout = groupLayout(x.type.shape, attrs.groups);
    const buffers = { x, gamma, beta, mean, variance, y };
    return [
      ...momentLaunches(layout, buffers, scratch),
      normaliseLaunch(layout, buffers, attrs.epsilon),
    ];
  },
  gradient({ inputs: [x, gamma], outputs: [, mean, variance], attrs, outputGradients, needs }) {
    if (!x || !gamma || !mean || !variance) return [];
    const layout = groupLayout(x.shape, attrs.groups);
    const { epsilon } = attrs;
    return normGradient({ x, gamma, mean, variance }, outputGradients, needs, { layout, epsilon });
  },
  byImages: alongImages(0),
  // Moments: 3 per element; normalising: 3.
  cost: (inputs, outputs) => ({
    flops: 6 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * Group normalisation.
 *
 * y = (x − mean_g) / √(variance_g + ε) · gamma_c + beta_c, mean and biased variance over the image's
 * channels of group g and all pixels (Wu & He 2018, eq. 7).
 *
 * @param x `[n, c, h, w]` or `[n, c]`
 * @param gamma scale `[c]`
 * @param beta shift `[c]`
 * @returns y of x's shape
 * @throws {EngineError} tag `shape` when channels differ or groups do not divide them
 */
export function groupNorm(x: Tensor, gamma: Tensor, beta: Tensor, attrs: GroupNormAttrs): Tensor {
  return applyOp(groupNormOp, [x, gamma, beta], attrs)[0] as Tensor;
}
