// Upsampling by nearest neighbour or bilinearly to any size, and its gradient in gather form.
import {
  applyOp1,
  bytesOf,
  type Cost,
  EngineError,
  elementCount,
  formatShape,
  type Kernel,
  type LowerContext,
  type Op,
  type Shape,
  type Tensor,
  type TensorType,
} from "@pleura/engine";
import { eachImageAlone, shapedByImages } from "../contract/by-images.ts";
import { requireMap } from "../contract/require-map.ts";
import { workPerInvocation } from "../contract/work-per-invocation.ts";
import { bilinearForward } from "./upsample.bilinear-forward.wgsl.ts";
import { bilinearGradient } from "./upsample.bilinear-gradient.wgsl.ts";
import { nearestForward } from "./upsample.nearest-forward.wgsl.ts";
import { nearestGradient } from "./upsample.nearest-gradient.wgsl.ts";
import { wholeFactorForward, wholeFactorGradient } from "./upsample.whole-factor.wgsl.ts";

/** How pixels between the given ones are made. */
export type UpsampleMode = "nearest" | "bilinear";

/** Mode, and the output's height and width in pixels. */
export interface UpsampleAttrs {
  readonly mode: UpsampleMode;
  readonly size: readonly [h: number, w: number];
}

interface GradientAttrs {
  readonly mode: UpsampleMode;
  /** Shape of dx. */
  readonly shape: Shape;
}

/** Largest height or width: the kernels' index arithmetic, about 2 · in · out, must fit in 31 bits. */
const largestSide = 16384;

/** Whole factors with kernels of their own: the model's ×2, and heatmaps; factor² writes are unrolled. */
const unrolledFactors = [2, 3, 4];

const kernels: Readonly<
  Record<UpsampleMode, { forward: Kernel; gradient: Kernel; flops: number }>
> = {
  nearest: { forward: nearestForward, gradient: nearestGradient, flops: 1 },
  // Two products and a sum along the row, twice, and once between the rows.
  bilinear: { forward: bilinearForward, gradient: bilinearGradient, flops: 9 },
};

function upsampledShape(x: TensorType | undefined, { size }: UpsampleAttrs): Shape {
  const [n, c, h, w] = requireMap("upsample", "x", x);
  const isSide = (side: number) => Number.isInteger(side) && side >= 1 && side <= largestSide;
  if (![...size, h, w].every(isSide)) {
    throw new EngineError(
      "shape",
      `upsample: heights and widths must be whole numbers from 1 to ${largestSide}, but ` +
        `${formatShape([h, w])} becomes ${formatShape(size)}. Give another size.`,
    );
  }
  return [n, c, ...size];
}

/** A launch over the pixels of `target`: 8 × 8 pixels per workgroup, several planes in turn. */
function launchOver(
  target: Shape,
  { inputs, outputs, adapter }: LowerContext<unknown>,
  kernel: Kernel,
  small: Shape,
  large: Shape,
) {
  const [n = 1, c = 1, h = 1, w = 1] = target;
  const [, , hi = 1, wi = 1] = small;
  const [, , ho = 1, wo = 1] = large;
  const planes = n * c;
  return {
    kernel,
    buffers: [...inputs, ...outputs],
    params: { planes, h: hi, w: wi, ho, wo },
    grid: [
      Math.ceil(w / 8),
      Math.ceil(h / 8),
      Math.min(Math.ceil(planes / workPerInvocation(adapter)), 65535),
    ] as const,
  };
}

/** The factor of nearest upsampling by the same small whole number along both axes, else undefined. */
function wholeFactorOf(mode: UpsampleMode, small: Shape, large: Shape): number | undefined {
  const [, , h = 1, w = 1] = small;
  const [, , ho = 1, wo = 1] = large;
  const factor = ho / h;
  const isSame = factor === wo / w;
  return mode === "nearest" && isSame && unrolledFactors.includes(factor) ? factor : undefined;
}

const costOf = (
  inputs: readonly TensorType[],
  outputs: readonly TensorType[],
  large: TensorType | undefined,
  mode: UpsampleMode,
): Cost => ({
  flops: kernels[mode].flops * elementCount(large?.shape ?? []),
  bytes: bytesOf(...inputs, ...outputs),
});

/** Gradient of `upsample`: input dy; output dx. */
export const upsampleGradientOp: Op<GradientAttrs> = {
  name: "upsample gradient",
  half: { inputs: "all", outputs: "all" },
  infer: (_, { shape }) => [{ shape, dtype: "f32" }],
  lower(context) {
    const { mode, shape } = context.attrs;
    const large = context.inputs[0]?.type.shape ?? [];
    const factor = wholeFactorOf(mode, shape, large);
    const kernel = factor ? wholeFactorGradient(factor) : kernels[mode].gradient;
    return [launchOver(shape, context, kernel, shape, large)];
  },
  byImages: shapedByImages,
  cost: (inputs, outputs, { mode }) => costOf(inputs, outputs, inputs[0], mode),
};

/** The op behind `upsample`. */
export const upsampleOp: Op<UpsampleAttrs> = {
  name: "upsample",
  half: { inputs: "all", outputs: "all" },
  infer: ([x], attrs) => [{ shape: upsampledShape(x, attrs), dtype: "f32" }],
  lower(context) {
    const small = context.inputs[0]?.type.shape ?? [];
    const large = context.outputs[0]?.type.shape ?? [];
    const { mode } = context.attrs;
    const factor = wholeFactorOf(mode, small, large);
    return factor
      ? [launchOver(small, context, wholeFactorForward(factor), small, large)]
      : [launchOver(large, context, kernels[mode].forward, small, large)];
  },
  gradient({ inputs: [x], outputGradients: [dy], attrs, needs }) {
    if (!x || !dy || !needs[0]) return [];
    return [applyOp1(upsampleGradientOp, [dy], { mode: attrs.mode, shape: x.shape })];
  },
  byImages: eachImageAlone,
  cost: (inputs, outputs, { mode }) => costOf(inputs, outputs, outputs[0], mode),
};

/**
 * Resizes a map; made for enlarging, correct for any size (shrinking does not average).
 *
 * nearest: y[i] = x[⌊i·in/out⌋]. bilinear: s = max((i + ½)·in/out − ½, 0), y[i] = (1 − λ)·x[⌊s⌋] +
 * λ·x[min(⌊s⌋ + 1, in − 1)] with λ = s − ⌊s⌋; both along each axis. These are PyTorch's "nearest"
 * and "bilinear" with align_corners off. Positions are computed in integers, so that they are exact.
 *
 * @param x `[n, c, h, w]`
 * @param options mode; size `[h', w']` in pixels, 1 to 16384
 * @returns y `[n, c, h', w']`
 * @throws {EngineError} tag `shape` when x is no map or a size is out of range, `dtype` when not f32
 */
export function upsample(x: Tensor, options: UpsampleAttrs): Tensor {
  const { mode, size } = options;
  return applyOp1(upsampleOp, [x], { mode, size });
}

/**
 * `upsample` to twice the height and width.
 *
 * @param x `[n, c, h, w]`
 * @returns y `[n, c, 2h, 2w]`
 * @throws {EngineError} as `upsample`
 */
export function upsampleTwice(x: Tensor, mode: UpsampleMode): Tensor {
  const [, , h, w] = requireMap("upsample", "x", x);
  return upsample(x, { mode, size: [2 * h, 2 * w] });
}
