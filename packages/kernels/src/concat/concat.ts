// Joins tensors along an axis; its gradient takes them apart again.
import {
  applyOp1,
  bytesOf,
  EngineError,
  elementCount,
  formatShape,
  type LowerContext,
  type Op,
  type Tensor,
  type TensorType,
} from "@pleura/engine";
import { eachImageAlone } from "../contract/by-images.ts";
import { copyRows } from "../slice/copy-rows.wgsl.ts";
import { slice } from "../slice/slice.ts";

/** The axis along which tensors are joined. */
export interface ConcatAttrs {
  readonly axis: number;
}

function joinedType(inputs: readonly TensorType[], axis: number): TensorType {
  const [first] = inputs;
  if (!first) {
    throw new EngineError(
      "shape",
      "concat: at least one tensor must be given, but there is none. Give the tensors to join.",
    );
  }
  if (first.shape[axis] === undefined) {
    throw new EngineError(
      "shape",
      `concat: the axis must be one of the ${first.shape.length} of ${formatShape(first.shape)}, ` +
        `but it is ${axis}. Count axes from 0.`,
    );
  }
  for (const [index, { shape, dtype }] of inputs.entries()) {
    const fits = shape.every((size, i) => i === axis || size === first.shape[i]);
    if (!fits || shape.length !== first.shape.length) {
      throw new EngineError(
        "shape",
        `concat: all tensors must have the shape ${formatShape(first.shape)} but for axis ${axis}, ` +
          `but tensor ${index} has ${formatShape(shape)}. Crop or pad it first.`,
      );
    }
    if (dtype !== first.dtype) {
      throw new EngineError(
        "dtype",
        `concat: all tensors must be ${first.dtype}, but tensor ${index} is ${dtype}. ` +
          "Convert it first.",
      );
    }
  }
  const total = inputs.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  return {
    shape: first.shape.map((size, i) => (i === axis ? total : size)),
    dtype: first.dtype,
  };
}

/** The op behind `concat`. */
export const concatOp: Op<ConcatAttrs> = {
  name: "concat",
  half: { inputs: "all", outputs: "all" },
  infer: (inputs, { axis }) => [joinedType(inputs, axis)],
  lower({ inputs, outputs: [y], attrs: { axis }, adapter }: LowerContext<ConcatAttrs>) {
    if (!y) return [];
    const { shape } = y.type;
    const rows = elementCount(shape.slice(0, axis));
    const stride = elementCount(shape.slice(axis));
    let offset = 0;
    return inputs.map((x) => {
      const length = elementCount(x.type.shape.slice(axis));
      const from = { buffer: x, stride: length, offset: 0 };
      const launch = copyRows(adapter, rows, length, from, { buffer: y, stride, offset });
      offset += length;
      return launch;
    });
  },
  gradient({ inputs, outputGradients: [dy], attrs: { axis }, needs }) {
    if (!dy) return [];
    let start = 0;
    return inputs.map(({ shape }, index) => {
      const length = shape[axis] ?? 0;
      const part = needs[index] ? slice(dy, axis, start, length) : undefined;
      start += length;
      return part;
    });
  },
  byImages: (range) => (range.attrs.axis > 0 ? eachImageAlone(range) : undefined),
  cost: (_, outputs) => ({ flops: 0, bytes: 2 * bytesOf(...outputs) }),
};

/**
 * Tensors one after another along an axis.
 *
 * y[…, k, …] = x₀[…, k, …] for k < size of x₀, then x₁, and so on.
 *
 * @param tensors one or more, equal in dtype and in every size but that of the axis
 * @param axis 0 … rank − 1
 * @returns y whose size along the axis is the sum; the tensor itself when there is one
 * @throws {EngineError} tag `shape` when there is none, the axis does not exist or sizes differ, `dtype`
 */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  joinedType(tensors, axis);
  const [only] = tensors;
  if (only && tensors.length === 1) return only;
  return applyOp1(concatOp, tensors, { axis });
}
