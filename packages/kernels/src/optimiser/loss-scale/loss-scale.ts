// Dynamic loss scaling: keeps small gradients above the smallest f16, on the device and without reading back.
import {
  applyOp,
  bytesOf,
  EngineError,
  elementCount,
  formatShape,
  type Op,
  type Tensor,
  type TensorType,
} from "@pleura/engine";
import { unscaleNormKernel } from "./unscale-norm.wgsl.ts";
import { updateLossScaleKernel } from "./update-loss-scale.wgsl.ts";

/** How the loss scale moves. All scales are powers of two, so that scaling rounds nothing. */
export interface LossScaleAttrs {
  /** Steps without overflow after which the scale doubles, ≥ 1. */
  readonly growthInterval: number;
  /** Bounds of the scale, > 0. */
  readonly smallest: number;
  readonly largest: number;
}

const scalar = { shape: [], dtype: "f32" } as const;

function requireOne(op: string, name: string, type: TensorType | undefined): void {
  if (type?.dtype === "f32" && elementCount(type.shape) === 1) return;
  throw new EngineError(
    "shape",
    `${op}: "${name}" must be one f32 number, but it is ${type?.dtype} ${formatShape(type?.shape ?? [])}. ` +
      "Give the scalar that goes with this step.",
  );
}

/** The op behind `unscaleNorm`; inputs the norm of scaled gradients and the loss scale. */
export const unscaleNormOp: Op<{ readonly maxNorm: number }> = {
  name: "unscaleNorm",
  infer([norm, lossScale], { maxNorm }) {
    requireOne("unscaleNorm", "norm", norm);
    requireOne("unscaleNorm", "lossScale", lossScale);
    if (!(maxNorm > 0)) {
      throw new EngineError(
        "shape",
        `unscaleNorm: "maxNorm" must be above 0, but it is ${maxNorm}. ` +
          "Give Infinity to measure without clipping.",
      );
    }
    return [scalar, scalar];
  },
  lower({ inputs, outputs, attrs: { maxNorm } }) {
    const isLimited = Number.isFinite(maxNorm);
    return [
      {
        kernel: unscaleNormKernel,
        buffers: [...inputs, ...outputs],
        params: { is_limited: isLimited ? 1 : 0, max_norm: isLimited ? maxNorm : 1 },
        grid: [1, 1, 1],
      },
    ];
  },
  cost: (inputs, outputs) => ({ flops: 4, bytes: bytesOf(...inputs, ...outputs) }),
};

/** The op behind `updateLossScale`; inputs the scale and the counts, overwritten, and the norm. */
export const updateLossScaleOp: Op<LossScaleAttrs> = {
  name: "updateLossScale",
  infer([lossScale, counts, norm], { growthInterval, smallest, largest }) {
    requireOne("updateLossScale", "lossScale", lossScale);
    requireOne("updateLossScale", "norm", norm);
    if (counts?.dtype !== "u32" || elementCount(counts.shape) !== 2) {
      throw new EngineError(
        "shape",
        'updateLossScale: "counts" must be the two u32 numbers good steps and skipped steps, but it is ' +
          `${counts?.dtype} ${formatShape(counts?.shape ?? [])}. Give a u32 variable of shape [2].`,
      );
    }
    const isInOrder = smallest > 0 && largest >= smallest;
    if (!Number.isInteger(growthInterval) || growthInterval < 1 || !isInOrder) {
      throw new EngineError(
        "shape",
        "updateLossScale: the interval must be a whole number ≥ 1 and 0 < smallest ≤ largest, but they are " +
          `${growthInterval}, ${smallest} and ${largest}. Give 2000, 1 and 16777216.`,
      );
    }
    return [
      { shape: lossScale?.shape ?? [], dtype: "f32" },
      { shape: counts.shape, dtype: "u32" },
    ];
  },
  overwrites: [
    [0, 0],
    [1, 1],
  ],
  lower({ inputs: [, , norm], outputs, attrs: { growthInterval, smallest, largest } }) {
    if (!norm) return [];
    return [
      {
        kernel: updateLossScaleKernel,
        buffers: [norm, ...outputs],
        params: { growth_interval: growthInterval, smallest, largest },
        grid: [1, 1, 1],
      },
    ];
  },
  cost: (inputs, outputs) => ({ flops: 2, bytes: bytesOf(...inputs, ...outputs) }),
};

/**
 * Undoes a loss scale S: norm' = norm / S, factor = min(1, maxNorm / (norm' + 10⁻⁶)) / S.
 *
 * The factor is NaN when the norm is not finite: `adamUpdate` and `sgdUpdate` then leave the step out.
 *
 * @param norm one number: joint norm of the gradients of S · loss, from `gradientNormScale` without a limit
 * @param lossScale one number, S > 0
 * @returns factor `[]` for the optimisers, norm' `[]` before clipping (not finite when `norm` is not)
 * @throws {EngineError} tag `shape` when an input is no number or maxNorm ≤ 0
 */
export function unscaleNorm(
  norm: Tensor,
  lossScale: Tensor,
  attrs: { readonly maxNorm: number },
): readonly [factor: Tensor, norm: Tensor] {
  return applyOp(unscaleNormOp, [norm, lossScale], attrs) as unknown as readonly [Tensor, Tensor];
}

/**
 * The next loss scale: half after a step with a non-finite norm, double after `growthInterval` steps without one
 * (Micikevicius et al. 2018, "Mixed precision training", sec. 3.2, with the dynamic choice described there).
 *
 * @param lossScale variable of one number, overwritten
 * @param counts u32 variable `[2]`, overwritten: steps since the scale last changed, and all steps left out
 * @param norm one number: joint norm of the scaled gradients
 * @returns next scale and counts, for a program's updates
 * @throws {EngineError} tag `shape` when an input is of another shape or a bound is none
 */
export function updateLossScale(
  lossScale: Tensor,
  counts: Tensor,
  norm: Tensor,
  attrs: LossScaleAttrs,
): readonly [lossScale: Tensor, counts: Tensor] {
  const outputs = applyOp(updateLossScaleOp, [lossScale, counts, norm], attrs);
  return outputs as unknown as readonly [Tensor, Tensor];
}
