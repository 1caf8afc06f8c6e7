// Adds a gradient to the sum over micro-batches, as an op that overwrites the sum.
import {
  applyOp1,
  bytesOf,
  EngineError,
  elementCount,
  formatShape,
  linearGrid,
  type Op,
  sameShape,
  type Tensor,
} from "@pleura/engine";
import { accumulateKernel } from "./accumulate-gradient.wgsl.ts";

/** The op behind `accumulateGradient`; inputs total, gradient, start. */
export const accumulateGradientOp: Op<null> = {
  name: "accumulateGradient",
  infer([total, gradient, start]) {
    if (!total || !gradient || !sameShape(total.shape, gradient.shape)) {
      throw new EngineError(
        "shape",
        `accumulateGradient: "gradient" must have the total's shape ${formatShape(total?.shape ?? [])}, ` +
          `but it has ${formatShape(gradient?.shape ?? [])}. Give the tensor of this total.`,
      );
    }
    if (start?.dtype !== "u32" || elementCount(start.shape) !== 1) {
      throw new EngineError(
        "shape",
        'accumulateGradient: "start" must be one u32 number, but it is ' +
          `${start?.dtype} ${formatShape(start?.shape ?? [])}. Give 1 for the first micro-batch, else 0.`,
      );
    }
    return [total];
  },
  overwrites: [[0, 0]],
  lower({ inputs: [, gradient, start], outputs: [total] }) {
    if (!gradient || !start || !total) return [];
    const elements = elementCount(total.type.shape);
    const width = elements % 4 === 0 ? 4 : 1;
    const count = elements / width;
    return [
      {
        kernel: accumulateKernel(width),
        buffers: [gradient, start, total],
        params: { count },
        grid: linearGrid(Math.ceil(count / 64)),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * total ← gradient where start is not 0, else total + gradient.
 *
 * What the total held before the first micro-batch, even NaN, is forgotten.
 *
 * @param total variable, any shape, overwritten
 * @param gradient same shape
 * @param start u32, one number: not 0 for the first micro-batch of a step
 * @returns the total's next value, for a program's updates
 * @throws {EngineError} tag `shape` when shapes differ or start is not one u32
 */
export function accumulateGradient(total: Tensor, gradient: Tensor, start: Tensor): Tensor {
  return applyOp1(accumulateGradientOp, [total, gradient, start], null);
}
