// Convolution, normalisation and dropout layers: weights by name around the kernels' ops.
import { elementCount, named, type Tensor } from "@pleura/engine";
import {
  batchNormInference,
  batchNormTrain,
  conv2d,
  dense,
  dropout,
  groupNorm,
  relu,
  updateRunningStatistics,
} from "@pleura/kernels";
import type { BuildContext } from "../weights/build-context.ts";
import type { Initialiser } from "../weights/weight-spec.ts";
import type { Norm } from "./config.ts";

/** A convolution layer. */
export interface ConvLayer {
  readonly name: string;
  readonly filters: number;
  /** Side of the filter in pixels. */
  readonly size: number;
  readonly hasBias?: boolean;
  readonly activation?: "none" | "relu";
  readonly init?: Initialiser;
  readonly meaning: string;
}

/**
 * Padding that keeps the size: (k−1)/2 on each side, and for even filters the odd pixel at the bottom
 * and right, as TensorFlow's "same" does.
 */
export function samePadding(size: number): [number, number, number, number] {
  const before = Math.floor((size - 1) / 2);
  const after = size - 1 - before;
  return [before, after, before, after];
}

/** y = conv(x) + b with unchanged height and width. Weights `<name>.weight [co, ci, k, k]`, `<name>.bias [co]`. */
export function convLayer(context: BuildContext, x: Tensor, layer: ConvLayer): Tensor {
  const { name, filters, size, hasBias = true, activation = "none", meaning } = layer;
  const ci = x.shape[1] ?? 1;
  const w = context.weight({
    name: `${name}.weight`,
    shape: [filters, ci, size, size],
    kind: "parameter",
    init: layer.init ?? { kind: "he_normal", fanIn: ci * size * size },
    meaning: `${meaning}: filter`,
  });
  const b = hasBias
    ? context.weight({
        name: `${name}.bias`,
        shape: [filters],
        kind: "parameter",
        init: { kind: "constant", value: 0 },
        meaning: `${meaning}: bias`,
      })
    : undefined;
  return named(conv2d(x, w, b, { pad: samePadding(size), activation }), name);
}

/** A fully connected layer. */
export interface DenseLayer {
  readonly name: string;
  readonly units: number;
  readonly activation?: "none" | "relu";
  readonly init?: Initialiser;
  readonly meaning: string;
}

/** y = x·wᵀ + b. Weights `<name>.weight [out, in]`, `<name>.bias [out]`. */
export function denseLayer(context: BuildContext, x: Tensor, layer: DenseLayer): Tensor {
  const { name, units, activation = "none", meaning } = layer;
  const inputs = x.shape[1] ?? 1;
  const w = context.weight({
    name: `${name}.weight`,
    shape: [units, inputs],
    kind: "parameter",
    init: layer.init ?? { kind: "glorot_uniform", fanIn: inputs, fanOut: units },
    meaning: `${meaning}: matrix`,
  });
  const b = context.weight({
    name: `${name}.bias`,
    shape: [units],
    kind: "parameter",
    init: { kind: "constant", value: 0 },
    meaning: `${meaning}: bias`,
  });
  return named(dense(x, w, b, { activation }), name);
}

/** Constants of a batch normalisation. `momentum` is the weight of the new batch, as in PyTorch. */
export interface BatchNormConstants {
  readonly epsilon: number;
  readonly momentum: number;
}

/** Batch normalisation with running statistics; weights as in PyTorch's BatchNorm2d. */
export function batchNormLayer(
  context: BuildContext,
  x: Tensor,
  name: string,
  { epsilon, momentum }: BatchNormConstants,
): Tensor {
  const shape = [x.shape[1] ?? 1];
  const make = (suffix: string, value: number, kind: "parameter" | "statistic", meaning: string) =>
    context.weight({
      name: `${name}.${suffix}`,
      shape,
      kind,
      init: { kind: "constant", value },
      meaning: `batch normalisation (ε ${epsilon}): ${meaning}`,
    });
  const gamma = make("weight", 1, "parameter", "scale");
  const beta = make("bias", 0, "parameter", "offset");
  const runningMean = make("running_mean", 0, "statistic", "running mean");
  const runningVariance = make("running_var", 1, "statistic", "running unbiased variance");
  if (context.mode === "eval") {
    return named(
      batchNormInference(x, gamma, beta, runningMean, runningVariance, { epsilon }),
      name,
    );
  }
  const [y, mean, variance] = batchNormTrain(x, gamma, beta, { epsilon });
  const count = elementCount(x.shape) / (x.shape[1] ?? 1);
  if (context.hasVariables) {
    const [nextMean, nextVariance] = updateRunningStatistics(
      runningMean,
      runningVariance,
      mean,
      variance,
      { momentum, count },
    );
    context.update(`${name}.running_mean`, nextMean);
    context.update(`${name}.running_var`, nextVariance);
  }
  return named(y, name);
}

const blockBatchNorm: BatchNormConstants = { epsilon: 1e-5, momentum: 0.1 };

/** Groups of a group normalisation: the largest divisor of the channels up to 8 (Wu and He 2018 use 32 of many more). */
export function groupsFor(channels: number): number {
  const divides = (groups: number) => channels % groups === 0;
  return [8, 7, 6, 5, 4, 3, 2].find(divides) ?? 1;
}

/** The normalisation a config asks for, then ReLU. */
export function normRelu(context: BuildContext, x: Tensor, name: string, norm: Norm): Tensor {
  if (norm === "batch") return relu(batchNormLayer(context, x, name, blockBatchNorm));
  const channels = x.shape[1] ?? 1;
  const make = (suffix: string, value: number, meaning: string) =>
    context.weight({
      name: `${name}.${suffix}`,
      shape: [channels],
      kind: "parameter",
      init: { kind: "constant", value },
      meaning: `group normalisation (${groupsFor(channels)} groups, ε 1e-5): ${meaning}`,
    });
  const gamma = make("weight", 1, "scale");
  const beta = make("bias", 0, "offset");
  const groups = groupsFor(channels);
  return relu(named(groupNorm(x, gamma, beta, { groups, epsilon: 1e-5 }), name));
}

/** Dropout in train mode; the identity otherwise. */
export function dropoutLayer(context: BuildContext, x: Tensor, rate: number): Tensor {
  const salt = context.nextDropout();
  const counter = context.randomCounter;
  if (context.mode === "eval" || rate === 0 || !counter) return x;
  return dropout(x, counter, { rate, salt });
}
