// Batch norm, its running statistics and group norm against PyTorch.
import { openDawn } from "@pleura/dawn";
import {
  compile,
  constant,
  createVariable,
  type Device,
  destroyVariable,
  openDevice,
  readVariable,
  readVariables,
  type Tensor,
} from "@pleura/engine";
import {
  batchNormInference,
  batchNormTrain,
  groupNorm,
  updateRunningStatistics,
} from "@pleura/kernels";
import { relativeError } from "@pleura/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type GoldenCase,
  goldenErrors,
  goldenTensor,
  goldenTolerance,
  readGoldenCases,
} from "./golden.ts";

interface BatchAttrs {
  readonly training: boolean;
  readonly eps: number;
  readonly momentum: number;
}

interface GroupAttrs {
  readonly groups: number;
  readonly eps: number;
}

const batchCases = readGoldenCases<BatchAttrs>("batch-norm");
const trainingCases = batchCases.filter(({ attrs }) => attrs.training);
const groupCases = readGoldenCases<GroupAttrs>("group-norm");

type Inputs = Readonly<Record<string, Tensor>>;

function tensorOf(inputs: Inputs, name: string): Tensor {
  const tensor = inputs[name];
  if (!tensor) throw new Error(`golden norm: a tensor "${name}" must be there.`);
  return tensor;
}

function batchNorm(inputs: Inputs, { training, eps }: BatchAttrs): Tensor {
  const [x, w, b] = ["x", "w", "b"].map((name) => tensorOf(inputs, name)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  if (training) return batchNormTrain(x, w, b, { epsilon: eps })[0];
  return batchNormInference(x, w, b, tensorOf(inputs, "mean"), tensorOf(inputs, "var"), {
    epsilon: eps,
  });
}

function expectAgreement(errors: Readonly<Record<string, number>>): void {
  expect(Object.keys(errors).sort()).toEqual(["db", "dw", "dx", "y"]);
  expect(errors["y"], "y").toBeLessThanOrEqual(goldenTolerance.value);
  for (const name of ["dx", "dw", "db"]) {
    expect(errors[name], name).toBeLessThanOrEqual(goldenTolerance.gradient);
  }
}

describe("normalisation", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("has golden cases", () => {
    expect(batchCases.length).toBeGreaterThan(4);
    expect(trainingCases.length).toBeGreaterThan(2);
    expect(groupCases.length).toBeGreaterThan(3);
  });

  test.each(batchCases)("batch norm equals PyTorch forward and backward: $name", async (golden) => {
    expectAgreement(
      await goldenErrors(device, golden, (inputs) => batchNorm(inputs, golden.attrs)),
    );
  });

  test.each(groupCases)("group norm equals PyTorch forward and backward: $name", async (golden) => {
    const { groups, eps: epsilon } = golden.attrs;
    expectAgreement(
      await goldenErrors(device, golden, (inputs) =>
        groupNorm(tensorOf(inputs, "x"), tensorOf(inputs, "w"), tensorOf(inputs, "b"), {
          groups,
          epsilon,
        }),
      ),
    );
  });

  test.each(trainingCases)("running statistics move as PyTorch's: $name", async (golden) => {
    const [mean, variance] = await movedStatistics(device, golden);

    expect(relativeError(mean, goldenTensor(golden, "mean_after").data)).toBeLessThan(1e-6);
    expect(relativeError(variance, goldenTensor(golden, "var_after").data)).toBeLessThan(1e-6);
  });
});

async function movedStatistics(device: Device, golden: GoldenCase<BatchAttrs>) {
  const fixed = (name: string) => {
    const { shape, data } = goldenTensor(golden, name);
    return constant(data, shape);
  };
  const variables = ["mean", "var"].map((name) => {
    const { shape, data } = goldenTensor(golden, name);
    return createVariable(device, name, shape, data);
  });
  const [oldMean, oldVariance] = variables.map(readVariable) as [Tensor, Tensor];
  const x = fixed("x");
  const { eps: epsilon, momentum } = golden.attrs;
  const [, mean, variance] = batchNormTrain(x, fixed("w"), fixed("b"), { epsilon });
  const count = x.shape.reduce((product, size) => product * size, 1) / (x.shape[1] ?? 1);
  const next = updateRunningStatistics(oldMean, oldVariance, mean, variance, { momentum, count });
  const updates = variables.map((variable, i) => ({ variable, value: next[i] as Tensor }));
  const program = await compile(device, { outputs: {}, updates });
  await program.run();
  const values = await readVariables(variables);
  program.destroy();
  for (const variable of variables) destroyVariable(variable);
  return values as [Float32Array, Float32Array];
}
