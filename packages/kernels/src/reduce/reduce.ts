// Reductions over a run of neighbouring axes: sum, mean and maximum.
import {
  applyOp1,
  type BufferRef,
  bytesOf,
  EngineError,
  elementCount,
  formatShape,
  type Launch,
  linearGrid,
  type Op,
  type Shape,
  type Tensor,
} from "@pleura/engine";
import { eachImageAlone } from "../contract/by-images.ts";
import { requireF32 } from "../elementwise/require-f32.ts";
import { broadcastTo } from "./broadcast-to.ts";
import { type Reduction, reduceForward, reduceMaxGradient } from "./reduce.wgsl.ts";

/** Axes `first` … `first + count − 1` are reduced to size 1. */
export interface ReduceAttrs {
  readonly kind: "sum" | "mean" | "max";
  readonly first: number;
  readonly count: number;
}

/** Sizes before, inside and after the reduced axes. */
function split(shape: Shape, { first, count }: ReduceAttrs) {
  return {
    outer: elementCount(shape.slice(0, first)),
    length: elementCount(shape.slice(first, first + count)),
    inner: elementCount(shape.slice(first + count)),
  };
}

/**
 * From as many results on, a CPU adapter's cores are busy without splitting long reductions in two stages. A GPU
 * always splits them: one invocation that walks thousands of numbers makes all others wait.
 */
const enoughResults = 256;
/** Shorter reductions are not worth a second launch. */
const shortLength = 512;

function stage(
  reduction: Reduction,
  x: BufferRef,
  y: BufferRef,
  sizes: { outer: number; length: number; inner: number; chunk: number; scale: number },
): Launch {
  const { outer, length, inner, chunk, scale } = sizes;
  const chunks = Math.ceil(length / chunk);
  const count = outer * chunks * inner;
  return {
    kernel: reduceForward(reduction),
    buffers: [x, y],
    params: { count, length, inner, chunk, chunks, scale },
    grid: linearGrid(Math.ceil(count / 64)),
  };
}

const maxGradientOp: Op<ReduceAttrs> = {
  name: "reduceMaxGradient",
  byImages: (range) => (range.attrs.first > 0 ? eachImageAlone(range) : undefined),
  infer: ([x]) => [{ shape: x?.shape ?? [], dtype: "f32" }],
  lower({ inputs: [x, dy], outputs: [dx], attrs }) {
    if (!x || !dy || !dx) return [];
    const { outer, length, inner } = split(x.type.shape, attrs);
    return [
      {
        kernel: reduceMaxGradient,
        buffers: [x, dy, dx],
        params: { count: outer * inner, length, inner },
        grid: linearGrid(Math.ceil((outer * inner) / 64)),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: elementCount(outputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/** The op behind `reduceSum`, `reduceMean` and `reduceMax`. */
export const reduceOp: Op<ReduceAttrs> = {
  name: "reduce",
  byImages: (range) => (range.attrs.first > 0 ? eachImageAlone(range) : undefined),
  infer([x], { first, count }) {
    requireF32("reduce", x ? [x] : []);
    const shape = x?.shape ?? [];
    if (first < 0 || count < 1 || first + count > shape.length) {
      throw new EngineError(
        "shape",
        `reduce: the axes must lie within ${formatShape(shape)}, but ${count} from axis ${first} ` +
          "were asked for. Give axes of the tensor.",
      );
    }
    const reduced = shape.map((size, axis) => (axis >= first && axis < first + count ? 1 : size));
    return [{ shape: reduced, dtype: "f32" }];
  },
  lower({ inputs: [x], outputs: [y], attrs, adapter, scratch }) {
    if (!x || !y) return [];
    const { outer, length, inner } = split(x.type.shape, attrs);
    const reduction = attrs.kind === "max" ? "max" : "sum";
    const scale = attrs.kind === "mean" ? 1 / length : 1;
    const fillsAdapter = adapter.isSoftware && outer * inner >= enoughResults;
    if (fillsAdapter || length <= shortLength) {
      return [stage(reduction, x, y, { outer, length, inner, chunk: length, scale })];
    }
    const chunk = Math.ceil(Math.sqrt(length));
    const chunks = Math.ceil(length / chunk);
    const partial = scratch({ shape: [outer, chunks, inner], dtype: "f32" });
    return [
      stage(reduction, x, partial, { outer, length, inner, chunk, scale: 1 }),
      stage(reduction, partial, y, { outer, length: chunks, inner, chunk: chunks, scale }),
    ];
  },
  gradient({ inputs: [x], attrs, outputGradients: [dy] }) {
    if (!x || !dy) return [];
    if (attrs.kind === "max") return [applyOp1(maxGradientOp, [x, dy], attrs)];
    const scale = attrs.kind === "mean" ? 1 / split(x.shape, attrs).length : 1;
    return [broadcastTo(dy, x.shape, scale)];
  },
  cost: ([x], outputs) => ({
    flops: elementCount(x?.shape ?? []),
    bytes: bytesOf(...(x ? [x] : []), ...outputs),
  }),
};

/** Applies the op; a scalar, which has no axes, is its own sum, mean and maximum. */
function reduced(x: Tensor, attrs: ReduceAttrs): Tensor {
  const isWholeScalar = x.shape.length === 0 && attrs.first === 0 && attrs.count === 0;
  if (!isWholeScalar) return applyOp1(reduceOp, [x], attrs);
  requireF32("reduce", [x]);
  return x;
}

/**
 * Σ over `count` axes from `first`, which stay with size 1; a scalar stays as it is.
 *
 * @throws {EngineError} tag `shape` when the axes are not the tensor's, `dtype` unless x is f32
 */
export function reduceSum(x: Tensor, first = 0, count = x.shape.length - first): Tensor {
  return reduced(x, { kind: "sum", first, count });
}

/** Mean over `count` axes from `first`, which stay with size 1. @see reduceSum for scalars and errors */
export function reduceMean(x: Tensor, first = 0, count = x.shape.length - first): Tensor {
  return reduced(x, { kind: "mean", first, count });
}

/**
 * Maximum over `count` axes from `first`, which stay with size 1; at ties the first index gets the gradient,
 * and with a NaN among the numbers the maximum is NaN.
 *
 * @see reduceSum for scalars and errors
 */
export function reduceMax(x: Tensor, first = 0, count = x.shape.length - first): Tensor {
  return reduced(x, { kind: "max", first, count });
}
