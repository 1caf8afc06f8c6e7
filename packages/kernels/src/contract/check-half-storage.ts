// The part of an op's contract that speaks of mixed precision: f16 in memory, the same arithmetic in f32.
import {
  allowsHalf,
  applyOp,
  applyOp1,
  compile,
  type Device,
  elementCount,
  type Feeds,
  input,
  type Kernel,
  kernelSource,
  linearGrid,
  linearMain,
  type Numbers,
  type Op,
  type ProgramSpec,
  plan,
  type Tensor,
} from "@pleura/engine";
import {
  firstDifference,
  forwardTolerance,
  halfTolerance,
  randomNumbers,
  roundToHalf,
} from "@pleura/testing";
import { expect } from "vitest";
import type { OpCase, OpReference } from "./reference.ts";

const copyKernel: Kernel = {
  name: "copy between precisions",
  bindings: ["x", "y"].map((name) => ({ name, element: "f32" })),
  params: [{ name: "count", type: "u32" }],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i < params.count) { y[i] = x[i]; }
}`,
};

/** y = x with a launch of its own: before an op it lets x be stored in f16, after an op its result. */
const copyOp: Op<null> = {
  name: "copy between precisions",
  half: { inputs: "all", outputs: "all" },
  infer: (inputs) => inputs.slice(0, 1),
  lower({ inputs, outputs }) {
    const count = elementCount(outputs[0]?.type.shape ?? []);
    const grid = linearGrid(Math.ceil(count / 64));
    return [{ kernel: copyKernel, buffers: [...inputs, ...outputs], params: { count }, grid }];
  },
};

const copied = (tensor: Tensor) =>
  tensor.dtype === "f32" ? applyOp1(copyOp, [tensor], null) : tensor;

const rounded = (numbers: Numbers) =>
  numbers instanceof Uint32Array ? numbers : numbers.map(roundToHalf);

/** Far enough for a kernel that writes f32 where f16 was meant. */
const guardBytes = 4096;

/** WGSL must be valid for every variant; to run one of them is enough, since storage changes only loads and stores. */
async function checkText(
  device: Device,
  spec: ProgramSpec,
  variants: readonly (string | undefined)[],
): Promise<void> {
  const launches = variants.flatMap(
    (name) => plan(spec, device.adapter, { precision: "mixed", choose: () => name }).launches,
  );
  for (const code of new Set(launches.map(({ kernel }) => kernelSource(kernel)))) {
    device.gpu.pushErrorScope("validation");
    device.gpu.createShaderModule({ code });
    expect((await device.gpu.popErrorScope())?.message).toBeUndefined();
  }
}

/**
 * Runs an op with every input and output in f16 that it allows: its values must equal the f64 reference of the
 * rounded inputs, and its gradients those of f32 storage, each within the rounding of its own storage.
 */
export async function checkHalfStorage<A>(
  device: Device,
  op: Op<A>,
  reference: OpReference<A>,
  { inputs, attrs, reductionLength = 1 }: OpCase<A>,
  numbers: readonly Numbers[],
  variants: readonly (string | undefined)[],
): Promise<void> {
  const tensors = inputs.map(({ shape, dtype }, i) => copied(input(`x${i}`, shape, dtype)));
  const given = numbers.map((array, index) =>
    allowsHalf(op.half?.inputs, index, tensors[index] as Tensor) ? rounded(array) : array,
  );
  const feeds: Record<string, Numbers> = Object.fromEntries(given.map((a, i) => [`x${i}`, a]));
  const outputs = applyOp(op, tensors, attrs);
  const spec = {
    outputs: Object.fromEntries(outputs.map((tensor, k) => [`y${k}`, copied(tensor)])),
  };
  if (!device.adapter.hasF16) {
    expect(() => plan(spec, device.adapter, { precision: "mixed" })).toThrow("shader-f16");
    return;
  }
  await checkText(device, spec, variants);
  const program = await compile(device, spec, { precision: "mixed", guardBytes });
  const results = await program.run(feeds);
  program.destroy();

  const expected = reference.forward(
    given.map((data, i) => ({ shape: inputs[i]?.shape ?? [], data: Float64Array.from(data) })),
    attrs,
  );
  expected.forEach(({ data }, k) => {
    const scale = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const full = forwardTolerance(reductionLength, scale);
    const tolerance = allowsHalf(op.half?.outputs, k, outputs[k] as Tensor)
      ? halfTolerance(full)
      : full;
    expect(firstDifference(results[`y${k}`] ?? [], data, tolerance), `y${k}`).toBeUndefined();
  });
  if (op.gradient) await checkGradientStorage(device, { op, attrs, tensors, outputs, feeds });
}

interface Prepared<A> {
  readonly op: Op<A>;
  readonly attrs: A;
  readonly tensors: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly feeds: Feeds;
}

async function checkGradientStorage<A>(
  device: Device,
  { op, attrs, tensors, outputs, feeds }: Prepared<A>,
): Promise<void> {
  const outputGradients = outputs.map(({ shape }, k) => copied(input(`dy${k}`, shape)));
  const needs = tensors.map(({ dtype }) => dtype === "f32");
  const found = op.gradient?.({ inputs: tensors, outputs, attrs, outputGradients, needs }) ?? [];
  const spec = {
    outputs: Object.fromEntries(
      found.flatMap((dx, index) => (dx ? [[`dx${index}`, copied(dx)] as const] : [])),
    ),
  };
  const given: Record<string, Numbers> = { ...feeds };
  outputs.forEach(({ shape }, k) => {
    given[`dy${k}`] = rounded(randomNumbers(elementCount(shape), 100 + k));
  });
  const run = async (precision: "f32" | "mixed") => {
    const program = await compile(device, spec, { precision });
    const results = await program.run(given);
    program.destroy();
    return results;
  };
  const [full, mixed] = [await run("f32"), await run("mixed")];
  for (const [name, expected] of Object.entries(full)) {
    const scale = Math.max(...Array.from(expected, Math.abs), 0);
    const tolerance = halfTolerance({ relative: 1e-5, absolute: 1e-5 * scale });
    const difference = firstDifference(mixed[name] ?? [], expected, tolerance);
    expect(difference, name).toBeUndefined();
  }
}
