// A range of one axis of a tensor, and its gradient: the range back in a tensor of zeros.
import {
  applyOp1,
  bytesOf,
  EngineError,
  elementCount,
  formatShape,
  type LowerContext,
  type Op,
  type Shape,
  type Tensor,
} from "@pleura/engine";
import { eachImageAlone, shapedByImages } from "../contract/by-images.ts";
import { blockLength } from "../contract/work-per-invocation.ts";
import { copyRows } from "./copy-rows.wgsl.ts";
import { sliceGradientKernel } from "./slice.gradient.wgsl.ts";

/** The axis, and the range of it: first index and number of indices. */
export interface SliceAttrs {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
}

interface GradientAttrs extends SliceAttrs {
  /** Shape of dx. */
  readonly shape: Shape;
}

/** Sizes before and after an axis as one number each. */
const around = (shape: Shape, axis: number) => ({
  rows: elementCount(shape.slice(0, axis)),
  inner: elementCount(shape.slice(axis + 1)),
});

function checkRange(shape: Shape, { axis, start, length }: SliceAttrs): void {
  const size = shape[axis];
  if (size === undefined) {
    throw new EngineError(
      "shape",
      `slice: the axis must be one of the ${shape.length} of ${formatShape(shape)}, but it is ` +
        `${axis}. Count axes from 0.`,
    );
  }
  const isWhole = Number.isInteger(start) && Number.isInteger(length);
  if (!isWhole || start < 0 || length < 1 || start + length > size) {
    throw new EngineError(
      "shape",
      `slice: the range must lie in the ${size} indices of axis ${axis} of ${formatShape(shape)}, ` +
        `but it starts at ${start} and has ${length}. Give a range inside it.`,
    );
  }
}

/** Gradient of `slice`: input dy; output dx. */
export const sliceGradientOp: Op<GradientAttrs> = {
  name: "slice gradient",
  half: { inputs: "all", outputs: "all" },
  infer: (_, { shape }) => [{ shape, dtype: "f32" }],
  lower({ inputs, outputs, attrs, adapter }: LowerContext<GradientAttrs>) {
    const { shape, axis, start, length } = attrs;
    const { rows, inner } = around(shape, axis);
    const stride = inner * (shape[axis] ?? 1);
    const block = blockLength(adapter, stride);
    return [
      {
        kernel: sliceGradientKernel,
        buffers: [...inputs, ...outputs],
        params: { rows, stride, offset: start * inner, length: length * inner, block },
        grid: [Math.ceil(stride / block), Math.min(65535, rows), 1],
      },
    ];
  },
  byImages: (range) => (range.attrs.axis > 0 ? shapedByImages(range) : undefined),
  cost: (inputs, outputs) => ({ flops: 0, bytes: bytesOf(...inputs, ...outputs) }),
};

/** The op behind `slice`. */
export const sliceOp: Op<SliceAttrs> = {
  name: "slice",
  half: { inputs: "all", outputs: "all" },
  infer([x], attrs) {
    if (!x) return [];
    checkRange(x.shape, attrs);
    const shape = x.shape.map((size, axis) => (axis === attrs.axis ? attrs.length : size));
    return [{ shape, dtype: x.dtype }];
  },
  lower({ inputs: [x], outputs: [y], attrs, adapter }: LowerContext<SliceAttrs>) {
    const { axis, start, length } = attrs;
    if (!x || !y) return [];
    const { rows, inner } = around(x.type.shape, axis);
    const count = length * inner;
    const from = { buffer: x, stride: inner * (x.type.shape[axis] ?? 1), offset: start * inner };
    return [copyRows(adapter, rows, count, from, { buffer: y, stride: count, offset: 0 })];
  },
  gradient({ inputs: [x], outputGradients: [dy], attrs, needs }) {
    if (!x || !dy || !needs[0]) return [];
    return [applyOp1(sliceGradientOp, [dy], { ...attrs, shape: x.shape })];
  },
  byImages: (range) => (range.attrs.axis > 0 ? eachImageAlone(range) : undefined),
  // Only the range is read.
  cost: (_, outputs) => ({ flops: 0, bytes: 2 * bytesOf(...outputs) }),
};

/**
 * The indices start … start + length − 1 of an axis.
 *
 * @param x tensor of any rank ≥ 1 and dtype
 * @param axis 0 … rank − 1
 * @returns y with `length` in place of the axis' size; x itself when the range is the whole axis
 * @throws {EngineError} tag `shape` when the axis or the range does not exist
 */
export function slice(x: Tensor, axis: number, start: number, length: number): Tensor {
  if (start === 0 && length === x.shape[axis]) return x;
  return applyOp1(sliceOp, [x], { axis, start, length });
}
