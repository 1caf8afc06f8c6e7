// Reads the golden files of ops and compares a graph with them: values and every gradient they hold.
import { readFileSync } from "node:fs";
import { parseSafetensors } from "@pleura/data";
import { compile, type Device, gradients, input, type Tensor } from "@pleura/engine";
import { multiply, reduceSum } from "@pleura/kernels";
import { relativeError } from "@pleura/testing";

/** Numbers of a golden file. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** One case of a golden file: its attributes, and its tensors by their name within the case. */
export interface GoldenCase<A> {
  readonly name: string;
  readonly attrs: A;
  readonly tensors: Readonly<Record<string, GoldenTensor>>;
}

/** Largest relative error that golden comparisons allow: values, gradients. */
export const goldenTolerance = { value: 1e-4, gradient: 1e-3 };

/** Reads all cases of `tests/fixtures/ops/<op>.safetensors`. */
export function readGoldenCases<A>(op: string): readonly GoldenCase<A>[] {
  const url = new URL(`../fixtures/ops/${op}.safetensors`, import.meta.url);
  const { tensors, metadata } = parseSafetensors(new Uint8Array(readFileSync(url)));
  const attrsByCase = JSON.parse(metadata.get("cases") ?? "{}") as Record<string, A>;
  return Object.entries(attrsByCase).map(([name, attrs]) => {
    const own: Record<string, GoldenTensor> = {};
    for (const [path, { shape, data }] of tensors) {
      if (!path.startsWith(`${name}/`)) continue;
      own[path.slice(name.length + 1)] = { shape, data: data as Float32Array };
    }
    return { name, attrs, tensors: own };
  });
}

/** A tensor of a case; fails when the file has none of that name. */
export function goldenTensor<A>(golden: GoldenCase<A>, name: string): GoldenTensor {
  const found = golden.tensors[name];
  if (found) return found;
  throw new Error(`golden case "${golden.name}": a tensor "${name}" must be there.`);
}

/**
 * Runs y = forward(inputs) and, where the case has `dy`, the gradient of every input with a `d<input>`.
 *
 * @param forward builds y from the case's tensors of the given names
 * @returns relative error, max |Δ| / max |expected|, of "y" and of each "d<input>"
 */
export async function goldenErrors<A>(
  device: Device,
  golden: GoldenCase<A>,
  forward: (inputs: Readonly<Record<string, Tensor>>) => Tensor,
): Promise<Readonly<Record<string, number>>> {
  const inputs = Object.fromEntries(
    Object.entries(golden.tensors).map(([name, { shape }]) => [name, input(name, shape)]),
  );
  const y = forward(inputs);
  const outputs: Record<string, Tensor> = { y };
  const wrt = Object.keys(inputs).filter((name) => `d${name}` in golden.tensors && name !== "y");
  if (wrt.length > 0) {
    const loss = reduceSum(multiply(y, inputs["dy"] as Tensor));
    gradients(
      loss,
      wrt.map((name) => inputs[name] as Tensor),
    ).forEach((gradient, index) => {
      outputs[`d${wrt[index]}`] = gradient;
    });
  }
  const program = await compile(device, { outputs });
  const feeds = Object.fromEntries(
    Object.entries(golden.tensors).map(([name, { data }]) => [name, data]),
  );
  const results = await program.run(feeds);
  program.destroy();
  return Object.fromEntries(
    Object.entries(results).map(([name, numbers]) => [
      name,
      relativeError(numbers, goldenTensor(golden, name).data),
    ]),
  );
}
