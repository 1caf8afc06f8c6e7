// Softmax over the last axis of rows.
import {
  applyOp1,
  type BufferRef,
  bytesOf,
  type Cost,
  EngineError,
  elementCount,
  formatShape,
  type Kernel,
  type Launch,
  linearGrid,
  type Op,
  type Tensor,
  type TensorType,
} from "@pleura/engine";
import { softmaxForward } from "./softmax.forward.wgsl.ts";
import { softmaxGradient } from "./softmax.gradient.wgsl.ts";

function rowLaunch(kernel: Kernel, buffers: readonly BufferRef[]): readonly Launch[] {
  const [rows = 1, classes = 1] = buffers[0]?.type.shape ?? [];
  return [{ kernel, buffers, params: { rows, classes }, grid: linearGrid(Math.ceil(rows / 64)) }];
}

const cost = (inputs: readonly TensorType[], outputs: readonly TensorType[]): Cost => ({
  flops: 4 * elementCount(outputs[0]?.shape ?? []),
  bytes: bytesOf(...inputs, ...outputs),
});

const gradientOp: Op<null> = {
  name: "softmaxGradient",
  infer: (inputs) => inputs.slice(0, 1),
  lower: ({ inputs, outputs }) => rowLaunch(softmaxGradient, [...inputs, ...outputs]),
  cost,
};

/** The op behind `softmax`. */
export const softmaxOp: Op<null> = {
  name: "softmax",
  infer([x]) {
    const shape = x?.shape ?? [];
    if (shape.length !== 2) {
      throw new EngineError(
        "shape",
        `softmax: "x" must be [n, k], but it is ${formatShape(shape)}. Flatten it to rows.`,
        { shape },
      );
    }
    return [{ shape, dtype: "f32" }];
  },
  lower: ({ inputs, outputs }) => rowLaunch(softmaxForward, [...inputs, ...outputs]),
  gradient({ outputs: [y], outputGradients: [dy] }) {
    return y && dy ? [applyOp1(gradientOp, [y, dy], null)] : [];
  },
  cost,
};

/**
 * Softmax of each row: y_c = e^x_c / Σ_j e^x_j.
 *
 * @param x `[n, k]`
 * @returns y `[n, k]`, rows that sum to 1
 * @throws {EngineError} tag `shape` when x is not a matrix
 */
export function softmax(x: Tensor): Tensor {
  return applyOp1(softmaxOp, [x], null);
}
