// Moves running mean and variance towards a batch's, in place.
import {
  applyOp,
  bytesOf,
  EngineError,
  formatShape,
  type Op,
  sameShape,
  type Tensor,
} from "@pleura/engine";
import { gridFor } from "../normalisation/norm-launches.ts";
import { runningStatistics } from "./update-running-statistics.wgsl.ts";

/** Options of `updateRunningStatistics`. */
export interface RunningStatisticsAttrs {
  /** Weight of the new batch, 0–1 (PyTorch's momentum). */
  readonly momentum: number;
  /** Elements per channel in the batch, n · h · w, ≥ 2. */
  readonly count: number;
}

/** The op behind `updateRunningStatistics`. Its first two inputs must be variables. */
export const updateRunningStatisticsOp: Op<RunningStatisticsAttrs> = {
  name: "updateRunningStatistics",
  infer(inputs, { count }) {
    const shape = inputs[0]?.shape ?? [];
    const other = inputs.find((type) => !sameShape(type.shape, shape));
    if (shape.length !== 1 || other) {
      throw new EngineError(
        "shape",
        "updateRunningStatistics: running and batch statistics must all be [c], " +
          `but ${formatShape(shape)} meets ${formatShape(other?.shape ?? shape)}. ` +
          "Give statistics of one batch norm.",
      );
    }
    if (count < 2) {
      throw new EngineError(
        "shape",
        "updateRunningStatistics: the unbiased variance needs 2 or more elements per channel, " +
          `but there is ${count}. Use a larger batch.`,
        { count },
      );
    }
    return inputs.slice(0, 2);
  },
  overwrites: [
    [0, 0],
    [1, 1],
  ],
  lower({ inputs: [, , mean, variance], outputs: [runningMean, runningVariance], attrs }) {
    if (!mean || !variance || !runningMean || !runningVariance) return [];
    const channels = mean.type.shape[0] ?? 1;
    const { momentum, count } = attrs;
    return [
      {
        kernel: runningStatistics,
        buffers: [mean, variance, runningMean, runningVariance],
        params: { channels, momentum, unbias: count / (count - 1) },
        grid: gridFor(channels),
      },
    ];
  },
  cost: (inputs, outputs) => ({
    flops: 7 * (inputs[0]?.shape[0] ?? 1),
    bytes: bytesOf(...inputs, ...outputs),
  }),
};

/**
 * running ← (1 − momentum) · running + momentum · batch, the batch's variance unbiased by N / (N − 1).
 *
 * A channel whose batch statistics are not finite keeps its running values, as weights do in such a step.
 *
 * @param runningMean variable `[c]`, overwritten
 * @param runningVariance variable `[c]`, overwritten
 * @param mean batch mean `[c]`
 * @param variance biased batch variance `[c]`
 * @returns the variables' next values, for a program's updates
 * @throws {EngineError} tag `shape` when shapes differ or count < 2
 */
export function updateRunningStatistics(
  runningMean: Tensor,
  runningVariance: Tensor,
  mean: Tensor,
  variance: Tensor,
  attrs: RunningStatisticsAttrs,
): readonly [runningMean: Tensor, runningVariance: Tensor] {
  const inputs = [runningMean, runningVariance, mean, variance];
  const outputs = applyOp(updateRunningStatisticsOp, inputs, attrs);
  return outputs as unknown as readonly [Tensor, Tensor];
}
