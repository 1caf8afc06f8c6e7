// The factor that clips the joint norm of all gradients, and that norm.
import {
  applyOp,
  bytesOf,
  EngineError,
  elementCount,
  type Launch,
  linearGrid,
  type Op,
  type Tensor,
} from "@pleura/engine";
import { joinSlots } from "./join-slots.wgsl.ts";
import { normScale } from "./norm-scale.wgsl.ts";
import { partialSquares } from "./partial-squares.wgsl.ts";

/** Options of `gradientNormScale`. */
export interface GradientNormAttrs {
  /** Largest joint norm that is let through, > 0; Infinity never clips. */
  readonly maxNorm: number;
}

const grid = (invocations: number) => linearGrid(Math.ceil(invocations / 64));

/** About 128 vectors per invocation; at most 1,024 slots per gradient, so that joining them is cheap. */
const slotsFor = (vectors: number) => Math.min(1024, Math.ceil(vectors / 128));

/** The op behind `gradientNormScale`. */
export const gradientNormScaleOp: Op<GradientNormAttrs> = {
  name: "gradientNormScale",
  infer(inputs, { maxNorm }) {
    if (inputs.length === 0) {
      throw new EngineError(
        "shape",
        "gradientNormScale: there must be a gradient, but none was given. Give at least one.",
      );
    }
    if (!(maxNorm > 0)) {
      throw new EngineError(
        "shape",
        `gradientNormScale: "maxNorm" must be above 0, but it is ${maxNorm}. ` +
          "Give Infinity to measure without clipping.",
      );
    }
    return [
      { shape: [], dtype: "f32" },
      { shape: [], dtype: "f32" },
    ];
  },
  lower({ inputs, outputs: [scale, norm], attrs: { maxNorm }, scratch }) {
    if (!scale || !norm) return [];
    let slotCount = 0;
    const measured = inputs.map((gradient) => {
      const elements = elementCount(gradient.type.shape);
      const width = elements % 4 === 0 ? 4 : 1;
      const count = elements / width;
      const parts = slotsFor(count);
      const offset = slotCount;
      slotCount += parts;
      return { gradient, width, params: { count, parts, offset } } as const;
    });
    const slots = scratch({ shape: [slotCount], dtype: "f32" });
    const squares = measured.map(
      ({ gradient, width, params }): Launch => ({
        kernel: partialSquares(width),
        buffers: [gradient, slots],
        params,
        grid: grid(params.parts),
        cost: { flops: 2 * width * params.count, bytes: 4 * (width * params.count + params.parts) },
      }),
    );
    const parts = Math.min(64, slotCount);
    const sums = scratch({ shape: [parts], dtype: "f32" });
    const isLimited = Number.isFinite(maxNorm);
    return [
      ...squares,
      {
        kernel: joinSlots,
        buffers: [slots, sums],
        params: { count: slotCount, parts },
        grid: grid(parts),
      },
      {
        kernel: normScale,
        buffers: [sums, scale, norm],
        params: { parts, is_limited: isLimited ? 1 : 0, max_norm: isLimited ? maxNorm : 1 },
        grid: [1, 1, 1],
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: 2 * inputs.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * scale = min(1, maxNorm / (norm + 10⁻⁶)), norm = √(Σ over all gradients of g²), as PyTorch's `clip_grad_norm_`.
 *
 * The scale is NaN when the norm is not finite: `adamUpdate` and `sgdUpdate` then leave the step out.
 * With maxNorm Infinity the scale of a finite norm is 1. Sums run in a fixed order.
 *
 * @param gradients one or more tensors of any shapes
 * @returns scale `[]` for the optimisers, norm `[]` before clipping
 * @throws {EngineError} tag `shape` without gradients or with maxNorm ≤ 0
 */
export function gradientNormScale(
  gradients: readonly Tensor[],
  attrs: GradientNormAttrs,
): readonly [scale: Tensor, norm: Tensor] {
  return applyOp(gradientNormScaleOp, gradients, attrs) as unknown as readonly [Tensor, Tensor];
}
