// Stochastic gradient descent with momentum as one op that overwrites weights and velocity.
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
import { sgdKernel } from "./sgd-update.wgsl.ts";

/** Constants of gradient descent; the learning rate comes in `hyper`. */
export interface SgdAttrs {
  /** Decay of the velocity, 0 ≤ μ < 1; 0 is plain descent. */
  readonly momentum: number;
  /** λ ≥ 0, added to the gradient as λ · w. */
  readonly weightDecay: number;
  /** Looks one step ahead along the velocity. */
  readonly isNesterov: boolean;
}

/** The op behind `sgdUpdate`; inputs parameter, gradient, velocity, hyper, scale. */
export const sgdUpdateOp: Op<SgdAttrs> = {
  name: "sgdUpdate",
  infer([parameter, gradient, velocity, hyper, scale]) {
    const shape = parameter?.shape ?? [];
    for (const [name, type] of Object.entries({ gradient, velocity })) {
      if (type && sameShape(type.shape, shape)) continue;
      throw new EngineError(
        "shape",
        `sgdUpdate: "${name}" must have the parameter's shape ${formatShape(shape)}, ` +
          `but it has ${formatShape(type?.shape ?? [])}. Give the tensor of this parameter.`,
      );
    }
    for (const [name, type] of Object.entries({ hyper, scale })) {
      if (type && elementCount(type.shape) === 1) continue;
      throw new EngineError(
        "shape",
        `sgdUpdate: "${name}" must be one number, ` +
          `but its shape is ${formatShape(type?.shape ?? [])}. Give it the shape [1].`,
      );
    }
    const type = { shape, dtype: "f32" } as const;
    return [type, type];
  },
  overwrites: [
    [0, 0],
    [1, 2],
  ],
  lower({ inputs: [, gradient, , hyper, scale], outputs: [parameter, velocity], attrs }) {
    if (!gradient || !hyper || !scale || !parameter || !velocity) return [];
    const elements = elementCount(parameter.type.shape);
    const width = elements % 4 === 0 ? 4 : 1;
    const count = elements / width;
    return [
      {
        kernel: sgdKernel(width),
        buffers: [gradient, hyper, scale, parameter, velocity],
        params: {
          count,
          momentum: attrs.momentum,
          weight_decay: attrs.weightDecay,
          is_nesterov: attrs.isNesterov ? 1 : 0,
        },
        grid: linearGrid(Math.ceil(count / 64)),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: 9 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * One step of gradient descent with momentum, as PyTorch defines it (Sutskever et al. 2013 with lr outside).
 *
 * d = scale · gradient + λ w, b' = μ b + d, w' = w − lr · b', or w' = w − lr (d + μ b') with Nesterov's look ahead
 *
 * The step is left out (weights and velocity stay) when `scale` is not finite.
 *
 * @param parameter variable, any shape, overwritten
 * @param gradient ∂loss/∂parameter, same shape
 * @param velocity variable b of the same shape, overwritten; starts at 0
 * @param hyper `[1]`: the learning rate
 * @param scale one number: factor of the gradient, from `gradientNormScale`, or a constant 1
 * @returns next parameter and velocity, for a program's updates
 * @throws {EngineError} tag `shape` when shapes differ
 */
export function sgdUpdate(
  parameter: Tensor,
  gradient: Tensor,
  velocity: Tensor,
  hyper: Tensor,
  scale: Tensor,
  attrs: SgdAttrs,
): readonly [parameter: Tensor, velocity: Tensor] {
  const outputs = applyOp(sgdUpdateOp, [parameter, gradient, velocity, hyper, scale], attrs);
  return outputs as unknown as readonly [Tensor, Tensor];
}
