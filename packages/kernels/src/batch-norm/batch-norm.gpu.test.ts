// Contract tests of batch norm in training and inference, its error texts and its running statistics.
import { openDawn } from "@pleura/dawn";
import {
  compile,
  constant,
  createVariable,
  type Device,
  destroyVariable,
  input,
  openDevice,
  readVariable,
  readVariables,
} from "@pleura/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOp } from "../contract/describe-op.ts";
import { batchNormInferenceReference, batchNormTrainReference } from "./batch-norm.reference.ts";
import { batchNormInference, batchNormInferenceOp } from "./batch-norm-inference.ts";
import { batchNormTrain, batchNormTrainOp } from "./batch-norm-train.ts";
import { updateRunningStatistics } from "./update-running-statistics.ts";

describeOp(batchNormTrainOp, batchNormTrainReference);
describeOp(batchNormInferenceOp, batchNormInferenceReference);

describe("batch norm's shape rule", () => {
  const attrs = { epsilon: 1e-3 };
  const channels = (name: string, count: number) => input(name, [count]);

  test("rejects x without channels", () => {
    const three = input("x", [2, 3, 4]);
    const [gamma, beta] = [channels("gamma", 3), channels("beta", 3)];

    expect(() => batchNormTrain(three, gamma, beta, attrs)).toThrow(
      'batchNormTrain: "x" must be [n, c] or [n, c, h, w], but it is [2, 3, 4]. Reshape it first.',
    );
    expect(batchNormTrain(input("x", [2, 3]), gamma, beta, attrs)).toHaveLength(3);
  });

  test("rejects statistics of other channels", () => {
    const x = input("x", [2, 3, 4, 4]);
    const three = channels("three", 3);

    expect(() => batchNormInference(x, three, three, channels("mean", 4), three, attrs)).toThrow(
      'batchNormInference: "mean" must have one number for each of the 3 channels of "x", ' +
        "but its shape is [4]. Give it the shape [3].",
    );
    expect(batchNormInference(x, three, three, three, three, attrs).shape).toEqual([2, 3, 4, 4]);
  });

  test("rejects running statistics of a single element per channel", () => {
    const c = channels("c", 3);
    const update = (count: number) => updateRunningStatistics(c, c, c, c, { momentum: 0.1, count });

    expect(() => update(1)).toThrow(
      "updateRunningStatistics: the unbiased variance needs 2 or more elements per channel, " +
        "but there is 1. Use a larger batch.",
    );
    expect(update(2)).toHaveLength(2);
  });
});

describe("updateRunningStatistics", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  async function updated(mean: readonly number[], variance: readonly number[]) {
    const size = mean.length;
    const running = [
      createVariable(device, "running mean", [size], new Float32Array(size).fill(2)),
      createVariable(device, "running variance", [size], new Float32Array(size).fill(1)),
    ] as const;
    const [nextMean, nextVariance] = updateRunningStatistics(
      readVariable(running[0]),
      readVariable(running[1]),
      constant(new Float32Array(mean), [size]),
      constant(new Float32Array(variance), [size]),
      { momentum: 0.25, count: 5 },
    );
    const updates = [
      { variable: running[0], value: nextMean },
      { variable: running[1], value: nextVariance },
    ];
    const program = await compile(device, { outputs: {}, updates });
    await program.run();
    const values = await readVariables(running);
    program.destroy();
    for (const variable of running) destroyVariable(variable);
    return values.map((numbers) => [...numbers]);
  }

  test("moves both by the momentum, the variance unbiased", async () => {
    // .75 · 2 + .25 · 4 = 2.5; .75 · 1 + .25 · 8 · 5/4 = 3.25.
    expect(await updated([4], [8])).toEqual([[2.5], [3.25]]);
  });

  test("keeps a channel whose statistics are not finite and moves the others", async () => {
    const values = await updated([4, Number.NaN, 4], [8, 8, Number.POSITIVE_INFINITY]);

    expect(values).toEqual([
      [2.5, 2, 2],
      [3.25, 1, 1],
    ]);
  });
});
