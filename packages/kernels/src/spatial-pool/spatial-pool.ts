// Maximum and mean over the channels of a map: what CBAM's spatial gate sees.
import {
  applyOp,
  applyOp1,
  bytesOf,
  elementCount,
  type LowerContext,
  linearGrid,
  type Op,
  type Shape,
  type Tensor,
} from "@pleura/engine";
import { eachImageAlone, shapedByImages } from "../contract/by-images.ts";
import { requireMap } from "../contract/require-map.ts";
import { workPerInvocation } from "../contract/work-per-invocation.ts";
import { widthFor } from "../wgsl/vector-width.ts";
import { spatialPoolForward } from "./spatial-pool.forward.wgsl.ts";
import { spatialPoolGradient } from "./spatial-pool.gradient.wgsl.ts";

interface GradientAttrs {
  /** Shape of dx. */
  readonly shape: Shape;
}

/** Gradient of `channelMaxMean`: inputs dy, channel of the maximum; output dx. */
export const channelMaxMeanGradientOp: Op<GradientAttrs> = {
  name: "channelMaxMean gradient",
  half: { inputs: [0], outputs: "all" },
  infer: (_, { shape }) => [{ shape, dtype: "f32" }],
  lower({ inputs, outputs, attrs, adapter }: LowerContext<GradientAttrs>) {
    const [n = 1, c = 1, h = 1, w = 1] = attrs.shape;
    const block = workPerInvocation(adapter);
    const width = widthFor(h * w);
    const size = (h * w) / width;
    return [
      {
        kernel: spatialPoolGradient(width),
        buffers: [...inputs, ...outputs],
        params: { channels: c, size, block },
        grid: [Math.ceil(size / 64), Math.ceil(c / block), n],
      },
    ];
  },
  byImages: shapedByImages,
  cost: (inputs, outputs) => ({
    flops: elementCount(outputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * The op behind `channelMaxMean`: outputs the two maps, and the channel of each maximum.
 *
 * The channel is kept (4 bytes per pixel) so that the gradient need not read the map again.
 */
export const channelMaxMeanOp: Op<null> = {
  name: "channelMaxMean",
  half: { inputs: "all", outputs: [0] },
  infer([x]) {
    const [n, , h, w] = requireMap("channelMaxMean", "x", x);
    return [
      { shape: [n, 2, h, w], dtype: "f32" },
      { shape: [n, 1, h, w], dtype: "u32" },
    ];
  },
  lower({ inputs: [x], outputs }: LowerContext<null>) {
    if (!x) return [];
    const [n = 1, c = 1, h = 1, w = 1] = x.type.shape;
    const width = widthFor(h * w);
    const size = (h * w) / width;
    return [
      {
        kernel: spatialPoolForward(width),
        buffers: [x, ...outputs],
        params: { images: n, channels: c, size },
        grid: linearGrid(Math.ceil((n * size) / 64)),
      },
    ];
  },
  gradient({ inputs: [x], outputs: [, chosen], outputGradients: [dy], needs }) {
    if (!x || !chosen || !dy || !needs[0]) return [];
    return [applyOp1(channelMaxMeanGradientOp, [dy, chosen], { shape: x.shape })];
  },
  byImages: eachImageAlone,
  cost: (inputs, outputs) => ({
    flops: 2 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * Maximum and mean over the channels at each pixel, maximum first, reading x once.
 *
 * y[n,0,i,j] = max over c of x[n,c,i,j], y[n,1,i,j] = Σ over c of x[n,c,i,j] / c; the maximum's
 * gradient goes to the first channel that has it. Woo et al. 2018, section 3, "Spatial attention
 * module"; the order of the two is that of the authors' published code.
 *
 * @param x `[n, c, h, w]`
 * @returns y `[n, 2, h, w]`
 * @throws {EngineError} tag `shape` when x is no map, `dtype` when it is not f32
 */
export function channelMaxMean(x: Tensor): Tensor {
  return applyOp(channelMaxMeanOp, [x], null)[0] as Tensor;
}
