// Reads whole-model golden files and runs our models on their weights.
import { readFileSync } from "node:fs";
import { parseSafetensors } from "@pleura/data";
import {
  compile,
  type Device,
  gradients,
  type Numbers,
  readVariable,
  type Tensor,
  type Variable,
} from "@pleura/engine";
import {
  BuildContext,
  describeWeights,
  type HeadConfig,
  type UnetConfig,
  WeightStore,
} from "@pleura/models";
import { relativeError } from "@pleura/testing";
import type { GoldenTensor } from "./golden.ts";

/** A model's golden file: tensors by path, and its metadata values. */
export interface ModelGolden {
  readonly tensors: ReadonlyMap<string, GoldenTensor>;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Reads `tests/fixtures/<path>.safetensors`. */
export function readModelGolden(path: string): ModelGolden {
  const url = new URL(`../fixtures/${path}.safetensors`, import.meta.url);
  const { tensors, metadata } = parseSafetensors(new Uint8Array(readFileSync(url)));
  const facts = Object.fromEntries([...metadata].map(([key, value]) => [key, JSON.parse(value)]));
  return { tensors: tensors as ReadonlyMap<string, GoldenTensor>, facts };
}

/** Tensors whose path starts with `prefix/`, without it. */
export function underPrefix(golden: ModelGolden, prefix: string): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>();
  for (const [path, { data }] of golden.tensors) {
    if (path.startsWith(`${prefix}/`)) found.set(path.slice(prefix.length + 1), data);
  }
  return found;
}

/** Numbers of one tensor. */
export function golden(file: ModelGolden, path: string): Float32Array {
  const found = file.tensors.get(path);
  if (!found) throw new Error(`golden: a tensor "${path}" must be there.`);
  return found.data;
}

/** Our config from a golden file's. */
export function unetConfigOf(file: ModelGolden): UnetConfig {
  const config = file.facts["config"] as Record<string, unknown>;
  return {
    inChannels: 1,
    levels: config["levels"] as number,
    width: config["base"] as number,
    norm: config["norm"] as UnetConfig["norm"],
    attention: config["attention"] as UnetConfig["attention"],
    reduction: config["reduction"] as number,
    spatialKernel: config["spatial"] as number,
    places: config["places"] as string[],
    output: (config["output"] ?? "sigmoid") as UnetConfig["output"],
    dropout: 0,
  };
}

/** Weights of a golden file on a device. */
export function goldenWeights(
  device: Device,
  file: ModelGolden,
  config: UnetConfig,
  head?: HeadConfig,
): WeightStore {
  const store = new WeightStore(device, describeWeights(config, head), 0);
  store.write(underPrefix(file, "weights"));
  return store;
}

/** What a model computes in one pass: blocks, loss and all gradients. */
export interface ModelPass {
  readonly blocks: ReadonlyMap<string, Numbers>;
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, Numbers>;
}

/** Builds a model on a store in train mode and runs blocks, loss and gradients on golden inputs. */
export async function runPass(
  device: Device,
  store: WeightStore,
  feeds: Readonly<Record<string, Numbers>>,
  build: (context: BuildContext) => Tensor,
): Promise<ModelPass> {
  const context = new BuildContext("train", store.variables);
  const loss = build(context);
  const parameters = store.parameters as readonly Variable[];
  const outputs: Record<string, Tensor> = { loss };
  for (const [name, tensor] of context.blocks) outputs[`out/${name}`] = tensor;
  gradients(loss, parameters.map(readVariable)).forEach((gradient, index) => {
    outputs[`grads/${parameters[index]?.name}`] = gradient;
  });
  const program = await compile(device, { outputs });
  const results = await program.run(feeds);
  program.destroy();
  const under = (prefix: string) =>
    new Map(
      Object.entries(results)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, numbers]) => [name.slice(prefix.length), numbers]),
    );
  return {
    blocks: under("out/"),
    loss: results["loss"]?.[0] ?? Number.NaN,
    gradients: under("grads/"),
  };
}

/** Names whose relative error is over the limit, with the error. */
export function namesOver(
  limit: number,
  actual: ReadonlyMap<string, Numbers>,
  expected: ReadonlyMap<string, Float32Array>,
  skip: ReadonlySet<string> = new Set(),
): readonly string[] {
  return [...expected].flatMap(([name, numbers]) => {
    const error = relativeError(actual.get(name) ?? [], numbers);
    return error <= limit || skip.has(name) ? [] : [`${name}: ${error}`];
  });
}
