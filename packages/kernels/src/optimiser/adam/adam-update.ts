// Adam and AdamW as one op that overwrites weights and moments.
import {
  applyOp,
  bytesOf,
  EngineError,
  elementCount,
  formatShape,
  linearGrid,
  type Op,
  sameShape,
  type Tensor,
} from "@pleura/engine";
import { adamKernel } from "./adam-update.wgsl.ts";

/** Constants of Adam; what changes from step to step comes in `hyper`. */
export interface AdamAttrs {
  /** Decay of the first moment, 0 ≤ β1 < 1. */
  readonly beta1: number;
  /** Decay of the second moment, 0 ≤ β2 < 1. */
  readonly beta2: number;
  /** Added to the root of the corrected second moment, > 0. */
  readonly epsilon: number;
  /** Decoupled weight decay λ ≥ 0 (AdamW); 0 is Adam. */
  readonly weightDecay: number;
}

/** The op behind `adamUpdate`; inputs parameter, gradient, m, v, hyper, scale. */
export const adamUpdateOp: Op<AdamAttrs> = {
  name: "adamUpdate",
  infer([parameter, gradient, m, v, hyper, scale]) {
    const shape = parameter?.shape ?? [];
    for (const [name, type] of Object.entries({ gradient, m, v })) {
      if (type && sameShape(type.shape, shape)) continue;
      throw new EngineError(
        "shape",
        `adamUpdate: "${name}" must have the parameter's shape ${formatShape(shape)}, ` +
          `but it has ${formatShape(type?.shape ?? [])}. Give the tensor of this parameter.`,
      );
    }
    if (hyper?.shape.length !== 1 || hyper.shape[0] !== 3) {
      throw new EngineError(
        "shape",
        'adamUpdate: "hyper" must be the 3 numbers learning rate, 1 − β1^t and 1 − β2^t, ' +
          `but its shape is ${formatShape(hyper?.shape ?? [])}. Give it the shape [3].`,
      );
    }
    if (elementCount(scale?.shape ?? []) !== 1) {
      throw new EngineError(
        "shape",
        'adamUpdate: "scale" must be one number, ' +
          `but its shape is ${formatShape(scale?.shape ?? [])}. Give the scale of gradientNormScale.`,
      );
    }
    const type = { shape, dtype: "f32" } as const;
    return [type, type, type];
  },
  overwrites: [
    [0, 0],
    [1, 2],
    [2, 3],
  ],
  lower({ inputs: [, gradient, , , hyper, scale], outputs: [parameter, m, v], attrs }) {
    if (!gradient || !hyper || !scale || !parameter || !m || !v) return [];
    const elements = elementCount(parameter.type.shape);
    const width = elements % 4 === 0 ? 4 : 1;
    const { beta1, beta2, epsilon, weightDecay } = attrs;
    const count = elements / width;
    return [
      {
        kernel: adamKernel(width),
        buffers: [gradient, hyper, scale, parameter, m, v],
        params: {
          count,
          beta1,
          beta2,
          // 1 − β in f64: from β in f32 it would lose four digits for β2 = .999.
          rest1: 1 - beta1,
          rest2: 1 - beta2,
          epsilon,
          weight_decay: weightDecay,
        },
        grid: linearGrid(Math.ceil(count / 64)),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: 16 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * One step of Adam with bias correction (Kingma & Ba 2015, alg. 1) and decoupled weight decay
 * (Loshchilov & Hutter 2019, alg. 2), ε outside the root as in PyTorch and Keras.
 *
 * m' = β1 m + (1 − β1) g, v' = β2 v + (1 − β2) g², w' = w − lr λ w − lr · (m'/c1) / (√(v'/c2) + ε), g = scale · gradient
 *
 * The step is left out (weights and moments stay) when `scale` is not finite.
 *
 * @param parameter variable, any shape, overwritten
 * @param gradient ∂loss/∂parameter, same shape
 * @param m first moment, variable of the same shape, overwritten; starts at 0
 * @param v second moment, variable of the same shape, overwritten; starts at 0
 * @param hyper `[3]`: learning rate, c1 = 1 − β1^t, c2 = 1 − β2^t for step t = 1, 2, …
 * @param scale one number: factor of the gradient, from `gradientNormScale`, or a constant 1
 * @returns next parameter, m and v, for a program's updates
 * @throws {EngineError} tag `shape` when shapes differ
 */
export function adamUpdate(
  parameter: Tensor,
  gradient: Tensor,
  m: Tensor,
  v: Tensor,
  hyper: Tensor,
  scale: Tensor,
  attrs: AdamAttrs,
): readonly [parameter: Tensor, m: Tensor, v: Tensor] {
  const outputs = applyOp(adamUpdateOp, [parameter, gradient, m, v, hyper, scale], attrs);
  return outputs as unknown as readonly [Tensor, Tensor, Tensor];
}

/** The three numbers of `hyper` for step `step` (1, 2, …). */
export function adamHyper(
  learningRate: number,
  step: number,
  { beta1, beta2 }: Pick<AdamAttrs, "beta1" | "beta2">,
): Float32Array {
  return Float32Array.of(learningRate, 1 - beta1 ** step, 1 - beta2 ** step);
}
