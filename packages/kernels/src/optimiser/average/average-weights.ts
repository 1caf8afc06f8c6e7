// An exponential moving average of weights, as an op that overwrites the average.
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
import { averageKernel } from "./average-weights.wgsl.ts";

/** The op behind `averageWeights`; inputs average, weight, rate. */
export const averageWeightsOp: Op<null> = {
  name: "averageWeights",
  infer([average, weight, rate]) {
    if (!average || !weight || !sameShape(average.shape, weight.shape)) {
      throw new EngineError(
        "shape",
        `averageWeights: "weight" must have the average's shape ${formatShape(average?.shape ?? [])}, ` +
          `but it has ${formatShape(weight?.shape ?? [])}. Give the tensor of this average.`,
      );
    }
    if (rate?.dtype !== "f32" || elementCount(rate.shape) !== 1) {
      throw new EngineError(
        "shape",
        'averageWeights: "rate" must be one f32 number, but it is ' +
          `${rate?.dtype} ${formatShape(rate?.shape ?? [])}. Give 1 − decay.`,
      );
    }
    return [average];
  },
  overwrites: [[0, 0]],
  lower({ inputs: [, weight, rate], outputs: [average] }) {
    if (!weight || !rate || !average) return [];
    const elements = elementCount(average.type.shape);
    const width = elements % 4 === 0 ? 4 : 1;
    const count = elements / width;
    return [
      {
        kernel: averageKernel(width),
        buffers: [weight, rate, average],
        params: { count },
        grid: linearGrid(Math.ceil(count / 64)),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: 3 * elementCount(inputs[0]?.shape ?? []),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * average ← average + rate · (weight − average), so that decay = 1 − rate (Polyak and Juditsky 1992 average evenly,
 * rate 1/t; Tarvainen and Valpola 2017, eq. 1, exponentially).
 *
 * @param average variable, any shape, overwritten
 * @param weight same shape
 * @param rate f32, one number in (0, 1]; 1 makes an average of zeros the weight itself
 * @returns the average's next value, for a program's updates
 * @throws {EngineError} tag `shape` when shapes differ or rate is not one f32
 */
export function averageWeights(average: Tensor, weight: Tensor, rate: Tensor): Tensor {
  return applyOp1(averageWeightsOp, [average, weight, rate], null);
}
