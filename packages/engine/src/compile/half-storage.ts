// Mixed precision: which values of a graph are stored in half precision. The graph itself stays f32.
import { EngineError } from "../error.ts";
import { tensorKey } from "../graph/gradients.ts";
import {
  type BufferRef,
  type Kernel,
  type Launch,
  linearGrid,
  linearMain,
} from "../graph/kernel.ts";
import type { Cost, HalfPlaces, OpNode, Tensor } from "../graph/op.ts";
import { elementCount } from "../graph/shape.ts";
import { bytesOf, halfBytesOf, type TensorType } from "../graph/tensor-type.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";

/** How values are stored between launches. */
export type Precision = "f32" | "mixed";

/** True when an op lets its input or output `index` be stored in half precision. */
export function allowsHalf(
  places: HalfPlaces | undefined,
  index: number,
  { shape }: TensorType,
): boolean {
  if (places === undefined || places === "all") return places === "all";
  return places === "maps" ? shape.length === 4 : places.includes(index);
}

/**
 * Keys of the tensors that may be stored in half precision.
 *
 * A tensor is when its producer and all its readers allow it, and nothing outside asks for it. Ops say what they
 * allow; an elementwise op allows its inputs what its output has, so that what leads to a loss stays f32 up to the
 * last op that is content with less.
 *
 * @param order producers before consumers
 * @param roots outputs and updates of the program
 */
export function halfTensors(
  order: readonly OpNode[],
  roots: readonly Tensor[],
): ReadonlySet<object | string> {
  const refused = new Set(roots.map(tensorKey));
  const half = new Set<object | string>();
  // Readers come first here, so that all of a tensor's readers are known when its producer is reached.
  for (const { op, inputs, outputs } of [...order].reverse()) {
    const isStoredHalf = (output: Tensor) => !refused.has(tensorKey(output));
    const passesOn = op.isView === true || op.elementwise !== undefined;
    for (const [index, output] of outputs.entries()) {
      if (output.dtype !== "f32") refused.add(tensorKey(output));
      if (!passesOn && !allowsHalf(op.half?.outputs, index, output)) refused.add(tensorKey(output));
      if (isStoredHalf(output)) half.add(tensorKey(output));
    }
    for (const [index, tensor] of inputs.entries()) {
      const isAllowed = passesOn
        ? outputs.every(isStoredHalf)
        : allowsHalf(op.half?.inputs, index, tensor);
      if (!isAllowed) refused.add(tensorKey(tensor));
    }
  }
  return half;
}

/** @throws {EngineError} tag `limit` when the adapter has no half precision */
export function requireHalf(adapter: AdapterFacts): void {
  if (adapter.hasF16) return;
  throw new EngineError(
    "limit",
    `precision: "mixed" needs an adapter with the feature shader-f16, but "${adapter.description}" has none. ` +
      'Use the precision "f32", or another adapter.',
  );
}

/** Copies numbers, one invocation walking through them `stride` apart; a binding in half precision converts them. */
const castKernel = (element: "f32" | "vec4f"): Kernel => ({
  name: "cast",
  bindings: ["x", "y"].map((name) => ({ name, element })),
  params: ["count", "stride"].map((name) => ({ name, type: "u32" })),
  workgroup: [64, 1, 1],
  body: `${linearMain}
  for (var at = i; at < params.count; at += params.stride) { y[at] = x[at]; }
}`,
});

/** Vectors that one invocation converts: a workgroup costs a CPU adapter about a microsecond. */
const vectorsPerInvocation = 8;

/** The launch that writes `from` into `to`, one of which is stored in half precision. */
export function castLaunch(from: BufferRef, to: BufferRef): { launch: Launch; cost: Cost } {
  const elements = elementCount(from.type.shape);
  const width = elements % 4 === 0 ? 4 : 1;
  const count = elements / width;
  const grid = linearGrid(Math.ceil(count / (64 * vectorsPerInvocation)));
  const params = { count, stride: 64 * grid[0] * grid[1] };
  const kernel = castKernel(width === 4 ? "vec4f" : "f32");
  return {
    launch: { kernel, buffers: [from, to], params, grid },
    cost: { flops: 0, bytes: bytesOf(from.type, to.type) },
  };
}

/** Bytes of a launch's buffers as they are stored, each with whether it is in half precision, over those in f32. */
export function storedShare(buffers: readonly (readonly [TensorType, boolean])[]): number {
  const full = bytesOf(...buffers.map(([type]) => type));
  const stored = buffers.reduce(
    (sum, [type, isHalf]) => sum + (isHalf ? halfBytesOf(type) : bytesOf(type)),
    0,
  );
  return full === 0 ? 1 : stored / full;
}
