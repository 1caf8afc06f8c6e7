// Average and maximum of every plane of a map, from one reading of it.
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
import { blockLength } from "../contract/work-per-invocation.ts";
import { widthFor } from "../wgsl/vector-width.ts";
import { globalPoolFinish } from "./global-pool.finish.wgsl.ts";
import { globalPoolGradient } from "./global-pool.gradient.wgsl.ts";
import { globalPoolLanes } from "./global-pool.lanes.wgsl.ts";
import { laneBits } from "./lanes-per-plane.ts";

interface GradientAttrs {
  /** Shape of dx. */
  readonly shape: Shape;
  readonly hasAverage: boolean;
  readonly hasMax: boolean;
}

/** Gradient of `averageMaxPool`: inputs [davg], [dmax, position of the maximum]; output dx. */
export const averageMaxPoolGradientOp: Op<GradientAttrs> = {
  name: "averageMaxPool gradient",
  half: { inputs: [], outputs: "all" },
  infer: (_, { shape }) => [{ shape, dtype: "f32" }],
  lower({ inputs, outputs, attrs, adapter }: LowerContext<GradientAttrs>) {
    const [n = 1, c = 1, h = 1, w = 1] = attrs.shape;
    const width = widthFor(h * w);
    const size = (h * w) / width;
    const block = blockLength(adapter, size);
    return [
      {
        kernel: globalPoolGradient(attrs.hasAverage, attrs.hasMax, width),
        buffers: [...inputs, ...outputs],
        params: { size, pixels: h * w, block },
        grid: [Math.ceil(size / block), c, n],
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
 * The op behind the three functions: outputs average, maximum, and the position of the maximum.
 *
 * The position is kept (4 bytes per plane) so that the gradient need not read the map again.
 */
export const averageMaxPoolOp: Op<null> = {
  name: "averageMaxPool",
  half: { inputs: "all", outputs: [] },
  infer([x]) {
    const [n, c] = requireMap("averageMaxPool", "x", x);
    const shape = [n, c];
    return [
      { shape, dtype: "f32" },
      { shape, dtype: "f32" },
      { shape, dtype: "u32" },
    ];
  },
  lower({ inputs: [x], outputs, scratch }: LowerContext<null>) {
    if (!x) return [];
    const [n = 1, c = 1, h = 1, w = 1] = x.type.shape;
    const planes = n * c;
    const width = widthFor(h * w);
    const size = (h * w) / width;
    const bits = laneBits(size);
    const shape = [planes, 2 ** bits];
    const partial = [
      scratch({ shape, dtype: "f32" }),
      scratch({ shape, dtype: "f32" }),
      scratch({ shape, dtype: "u32" }),
    ];
    const params = { planes, lane_bits: bits };
    return [
      {
        kernel: globalPoolLanes(width),
        buffers: [x, ...partial],
        params: { ...params, size },
        grid: linearGrid(Math.ceil((planes * 2 ** bits) / 64)),
      },
      {
        kernel: globalPoolFinish,
        buffers: [...partial, ...outputs],
        params: { ...params, size: h * w },
        grid: linearGrid(Math.ceil(planes / 64)),
      },
    ];
  },
  gradient({ inputs: [x], outputs, outputGradients: [average, max], needs }) {
    const [, , position] = outputs;
    if (!x || !position || !needs[0] || !(average || max)) return [];
    const inputs = [...(average ? [average] : []), ...(max ? [max, position] : [])];
    const attrs = { shape: x.shape, hasAverage: average !== undefined, hasMax: max !== undefined };
    return [applyOp1(averageMaxPoolGradientOp, inputs, attrs)];
  },
  byImages: eachImageAlone,
  cost: (inputs, outputs) => ({
    flops: 2 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * Average and maximum over all pixels of each channel, reading x once: what CBAM's channel gate sees.
 *
 * avg[n,c] = Σ x[n,c,i,j] / (h·w), max[n,c] = max x[n,c,i,j]; the maximum's gradient goes to its
 * first pixel in row-major order. Woo et al. 2018, section 3, "Channel attention module".
 *
 * @param x `[n, c, h, w]`
 * @returns `[avg, max]`, each `[n, c]`
 * @throws {EngineError} tag `shape` when x is no map, `dtype` when it is not f32
 */
export function averageMaxPool(x: Tensor): readonly [average: Tensor, max: Tensor] {
  const [average, max] = applyOp(averageMaxPoolOp, [x], null);
  return [average as Tensor, max as Tensor];
}

/**
 * Average over all pixels of each channel.
 *
 * y[n,c] = Σ x[n,c,i,j] / (h·w)
 *
 * @param x `[n, c, h, w]`
 * @returns y `[n, c]`
 * @throws {EngineError} tag `shape` when x is no map, `dtype` when it is not f32
 */
export function globalAveragePool(x: Tensor): Tensor {
  return averageMaxPool(x)[0];
}

/**
 * Maximum over all pixels of each channel; its gradient goes to the first one in row-major order.
 *
 * y[n,c] = max x[n,c,i,j]
 *
 * @param x `[n, c, h, w]`
 * @returns y `[n, c]`
 * @throws {EngineError} tag `shape` when x is no map, `dtype` when it is not f32
 */
export function globalMaxPool(x: Tensor): Tensor {
  return averageMaxPool(x)[1];
}
