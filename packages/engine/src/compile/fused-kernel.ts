// Writes the kernel of a fused elementwise step: one element, or four neighbours, per invocation.
import {
  type BufferRef,
  type Kernel,
  type Launch,
  linearGrid,
  linearMain,
} from "../graph/kernel.ts";
import { elementCount } from "../graph/shape.ts";
import { elementwiseText, vectorType, widestOf } from "./elementwise-text.ts";
import type { FusedStep } from "./fuse.ts";

const workgroupSize = 64;

/**
 * The launch of a fused step.
 *
 * Each invocation computes one element, or four neighbours when every operand allows vec4 reads.
 *
 * @param buffers one per input of the step, then the output's
 * @throws {EngineError} tags `dtype`, `shape` and `internal`, see `elementwiseText`
 */
export function lowerFused(
  step: FusedStep,
  buffers: readonly BufferRef[],
): { launch: Launch; flops: number } {
  const width = widestOf(step);
  const text = elementwiseText(step, { prefix: "", width });
  const count = elementCount(step.output.shape) / width;
  const params: Record<string, number> = { count, ...text.params };
  const body = [
    text.functions,
    linearMain,
    "  if (i >= params.count) { return; }",
    text.statements,
    `  y[i] = ${text.result};`,
    "}",
  ].join("\n");
  const kernel: Kernel = {
    name: `elementwise ${chainName(step)}`,
    bindings: [...text.bindings, { name: "y", element: vectorType(step, width) }],
    params: Object.keys(params).map((name) => ({ name, type: "u32" })),
    workgroup: [workgroupSize, 1, 1],
    body,
  };
  const grid = linearGrid(Math.ceil(count / workgroupSize));
  return { launch: { kernel, buffers, params, grid }, flops: text.flops };
}

/** The names of a chain's ops, each once. */
export function chainName({ nodes }: FusedStep): string {
  return [...new Set(nodes.map(({ op }) => op.name))].join(" ");
}
