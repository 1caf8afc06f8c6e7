// Max pooling without padding, and its gradient to the first maximum of each window.
import {
  type AdapterFacts,
  applyOp1,
  bytesOf,
  type Cost,
  EngineError,
  elementCount,
  formatShape,
  type LowerContext,
  type Op,
  type Tensor,
  type TensorType,
} from "@pleura/engine";
import { eachImageAlone } from "../contract/by-images.ts";
import { requireMap } from "../contract/require-map.ts";
import { workPerInvocation } from "../contract/work-per-invocation.ts";
import { maxPoolForward } from "./max-pool.forward.wgsl.ts";
import { maxPoolGradient } from "./max-pool.gradient.wgsl.ts";
import { maxPoolOverlapGradient } from "./max-pool.overlap-gradient.wgsl.ts";

/** Window and step of a pooling, in pixels. */
export interface PoolAttrs {
  readonly size: number;
  readonly stride: number;
}

/** Edge of the square workgroups in all three kernels. */
const tile = 8;

function pooledShape(
  x: TensorType | undefined,
  { size, stride }: PoolAttrs,
): readonly [number, number, number, number] {
  const [n, c, h, w] = requireMap("maxPool", "x", x);
  if (![size, stride].every((value) => Number.isInteger(value) && value >= 1)) {
    throw new EngineError(
      "shape",
      `maxPool: size and stride must be whole numbers ≥ 1, but they are ${size} and ${stride}. ` +
        "Give positive whole numbers.",
    );
  }
  if (h < size || w < size) {
    throw new EngineError(
      "shape",
      `maxPool: "x" must be at least ${size} pixels high and wide, but its shape is ` +
        `${formatShape([n, c, h, w])}. Use a larger image or a smaller window.`,
    );
  }
  return [n, c, Math.floor((h - size) / stride) + 1, Math.floor((w - size) / stride) + 1];
}

function paramsOf(x: TensorType, y: TensorType) {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  const [, , ho = 1, wo = 1] = y.shape;
  return { planes: n * c, h, w, ho, wo };
}

/** Workgroups that cover `rows` × `columns` of each plane; kernels loop where planes exceed an axis. */
const gridOf = (adapter: AdapterFacts, rows: number, columns: number, planes: number) =>
  [
    Math.ceil(columns / tile),
    Math.ceil(rows / tile),
    Math.min(Math.ceil(planes / workPerInvocation(adapter)), 65535),
  ] as const;

const costOf = (
  inputs: readonly TensorType[],
  outputs: readonly TensorType[],
  windows: TensorType | undefined,
  { size }: PoolAttrs,
): Cost => ({
  flops: elementCount(windows?.shape ?? []) * (size * size - 1),
  bytes: bytesOf(...inputs, ...outputs),
});

/** Gradient of `maxPool`: inputs x, dy; output dx. */
export const maxPoolGradientOp: Op<PoolAttrs> = {
  name: "maxPool gradient",
  half: { inputs: "all", outputs: "all" },
  infer: ([x], attrs) => {
    pooledShape(x, attrs);
    return x ? [x] : [];
  },
  lower({ inputs, outputs, attrs, adapter }: LowerContext<PoolAttrs>) {
    const [x, dy] = inputs;
    if (!x || !dy) return [];
    const params = paramsOf(x.type, dy.type);
    const { h, w, planes } = params;
    const { size, stride } = attrs;
    const buffers = [...inputs, ...outputs];
    return stride >= size
      ? [
          {
            kernel: maxPoolGradient(size, stride),
            buffers,
            params,
            grid: gridOf(adapter, Math.ceil(h / stride), Math.ceil(w / stride), planes),
          },
        ]
      : [
          {
            kernel: maxPoolOverlapGradient(size, stride),
            buffers,
            params,
            grid: gridOf(adapter, h, w, planes),
          },
        ];
  },
  byImages: eachImageAlone,
  cost: (inputs, outputs, attrs) => costOf(inputs, outputs, inputs[1], attrs),
};

/** The op behind `maxPool`. */
export const maxPoolOp: Op<PoolAttrs> = {
  name: "maxPool",
  half: { inputs: "all", outputs: "all" },
  infer: ([x], attrs) => [{ shape: pooledShape(x, attrs), dtype: "f32" }],
  lower({ inputs, outputs, attrs, adapter }: LowerContext<PoolAttrs>) {
    const [x] = inputs;
    const [y] = outputs;
    if (!x || !y) return [];
    const params = paramsOf(x.type, y.type);
    const kernel = maxPoolForward(attrs.size, attrs.stride);
    const grid = gridOf(adapter, params.ho, params.wo, params.planes);
    return [{ kernel, buffers: [x, y], params, grid }];
  },
  gradient({ inputs: [x], outputGradients: [dy], attrs, needs }) {
    return x && dy && needs[0] ? [applyOp1(maxPoolGradientOp, [x, dy], attrs)] : [];
  },
  byImages: eachImageAlone,
  cost: (inputs, outputs, attrs) => costOf(inputs, outputs, outputs[0], attrs),
};

/**
 * Largest value of each window; the last rows and columns that fill no window are dropped.
 *
 * y[n,c,i,j] = max over u, v < size of x[n,c,i·stride+u,j·stride+v]. The gradient goes to the
 * first maximum of the window in row-major order, which is found again from x.
 *
 * @param x `[n, c, h, w]`
 * @param options size of the window in pixels; stride in pixels, by default the size
 * @returns y `[n, c, h', w']`, h' = ⌊(h − size)/stride⌋ + 1
 * @throws {EngineError} tag `shape` when x is no map or smaller than a window, `dtype` when not f32
 */
export function maxPool(
  x: Tensor,
  options: { readonly size: number; readonly stride?: number },
): Tensor {
  const { size, stride = size } = options;
  return applyOp1(maxPoolOp, [x], { size, stride });
}
