// Attention built of pools, layers and gates, and all its gradients, against PyTorch.
import { openDawn } from "@pleura/dawn";
import { type Device, openDevice, type Tensor } from "@pleura/engine";
import {
  add,
  averageMaxPool,
  batchNormInference,
  batchNormTrain,
  channelGate,
  channelMaxMean,
  concat,
  conv2d,
  dense,
  relu,
  reshape,
  scaleByImage,
  spatialGate,
} from "@pleura/kernels";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GoldenCase, goldenErrors, goldenTolerance, readGoldenCases } from "./golden.ts";

interface Attrs {
  readonly gate: "channel_gate" | "spatial_gate" | "cbam" | "scalar_gate";
  readonly training: boolean;
}

type Weights = (name: string) => Tensor;

const at =
  (weights: Weights, prefix: string): Weights =>
  (name) =>
    weights(`${prefix}.${name}`);

function mlp(w: Weights, x: Tensor): Tensor {
  const hidden = relu(dense(x, w("fc1.weight"), w("fc1.bias")));
  return dense(hidden, w("fc2.weight"), w("fc2.bias"));
}

function channel(w: Weights, x: Tensor): Tensor {
  const [average, max] = averageMaxPool(x);
  return channelGate(x, add(mlp(w, average), mlp(w, max)));
}

function spatial(w: Weights, x: Tensor, isTraining: boolean): Tensor {
  const map = conv2d(channelMaxMean(x), w("conv.weight"), undefined, { pad: 3 });
  const [gamma, beta] = [w("norm.weight"), w("norm.bias")];
  const attrs = { epsilon: 1e-5 };
  const logits = isTraining
    ? batchNormTrain(map, gamma, beta, attrs)[0]
    : batchNormInference(map, gamma, beta, w("norm.running_mean"), w("norm.running_var"), attrs);
  return spatialGate(x, logits);
}

/** The published code's module: two MLPs that end in ReLU, and a filter that sees a 1 × 1 map. */
function scalar(w: Weights, x: Tensor): Tensor {
  const [n = 1, c = 1] = x.shape;
  const [average, max] = averageMaxPool(x);
  const branches = [relu(mlp(at(w, "avg"), average)), relu(mlp(at(w, "max"), max))];
  const both = reshape(concat(branches, 1), [n, 2 * c, 1, 1]);
  return scaleByImage(x, reshape(conv2d(both, w("conv.weight"), undefined, { pad: 1 }), [n, 1]));
}

function attend({ gate, training }: Attrs, w: Weights, x: Tensor): Tensor {
  if (gate === "channel_gate") return channel(w, x);
  if (gate === "spatial_gate") return spatial(w, x, training);
  if (gate === "scalar_gate") return scalar(w, x);
  return spatial(at(w, "spatial"), channel(at(w, "channel"), x), training);
}

/** Names each weight's gradient `d<weight>`, which `goldenErrors` looks for. */
function withNamedGradients(golden: GoldenCase<Attrs>): GoldenCase<Attrs> {
  const renamed = Object.entries(golden.tensors).map(([name, tensor]) => [
    name.replace(/^grads\//, "dweights/"),
    tensor,
  ]);
  return { ...golden, tensors: Object.fromEntries(renamed) };
}

const cases = readGoldenCases<Attrs>("attention").map(withNamedGradients);

describe("attention", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(openDawn());
  });
  afterAll(() => device.destroy());

  test("has golden cases", () => expect(cases.length).toBeGreaterThan(5));

  test.each(cases)("equals PyTorch forward and backward: $name", async (golden) => {
    const errors = await goldenErrors(device, golden, (inputs) =>
      attend(golden.attrs, (name) => inputs[`weights/${name}`] as Tensor, inputs["x"] as Tensor),
    );

    const { y, ...gradientErrors } = errors;
    expect(y, "y").toBeLessThanOrEqual(goldenTolerance.value);
    expect(Object.keys(gradientErrors).sort()).toEqual(
      Object.keys(golden.tensors)
        .filter((name) => /^d(x|weights)/.test(name))
        .sort(),
    );
    for (const [name, error] of Object.entries(gradientErrors)) {
      expect(error, name).toBeLessThanOrEqual(goldenTolerance.gradient);
    }
  });
});
