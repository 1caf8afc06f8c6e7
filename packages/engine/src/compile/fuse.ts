// Fusion: joins chains of elementwise ops into one kernel each, and drops views from the work to do.

import { tensorKey } from "../graph/gradients.ts";
import type { OpNode, Tensor } from "../graph/op.ts";
import { sameShape } from "../graph/shape.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";

/** A group of elementwise nodes computed by one kernel; the last one's output is what is stored. */
export interface FusedStep {
  readonly kind: "fused";
  /** Producers before consumers; the last is the root. */
  readonly nodes: readonly OpNode[];
  /** Distinct tensors read from memory. */
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
}

/** A node that brings its own launches. */
export interface OpStep {
  readonly kind: "op";
  readonly node: OpNode;
}

/** One unit of work of the schedule. */
export type Step = FusedStep | OpStep;

/** Most tensors one fused kernel reads; with its output it stays within the floor of 8 buffers. */
const maxFusedInputs = 7;

const outputOf = (node: OpNode) => node.outputs[0] as Tensor;

/** Elementwise nodes that are computed inside their only reader instead of being stored. */
function inlinedNodes(
  order: readonly OpNode[],
  kept: ReadonlySet<object | string>,
  inputLimit: number,
): Set<OpNode> {
  const readers = new Map<object | string, OpNode[]>();
  for (const node of order) {
    for (const key of new Set(node.inputs.map(tensorKey))) {
      readers.set(key, [...(readers.get(key) ?? []), node]);
    }
  }
  const inlined = new Set<OpNode>();
  // Distinct stored tensors that a node reads once its inlined producers are expanded.
  const leaves = new Map<OpNode, Map<object | string, Tensor>>();
  for (const node of order) {
    if (!node.op.elementwise) continue;
    const mine = new Map<object | string, Tensor>();
    for (const tensor of node.inputs) mine.set(tensorKey(tensor), tensor);
    for (const tensor of node.inputs) {
      if (tensor.source.kind !== "op") continue;
      const producer = tensor.source.node;
      const theirs = leaves.get(producer);
      if (!theirs || kept.has(tensorKey(tensor)) || inlined.has(producer)) continue;
      if ((readers.get(tensorKey(tensor)) ?? []).length !== 1) continue;
      if (!sameShape(tensor.shape, outputOf(node).shape)) continue;
      if (tensor.dtype !== outputOf(node).dtype) continue;
      const merged = new Map([...mine, ...theirs]);
      merged.delete(tensorKey(tensor));
      if (merged.size > inputLimit) continue;
      inlined.add(producer);
      mine.delete(tensorKey(tensor));
      for (const [key, leaf] of theirs) mine.set(key, leaf);
    }
    leaves.set(node, mine);
  }
  return inlined;
}

/** Collects a root's inlined producers, producers first. */
function collect(root: OpNode, inlined: ReadonlySet<OpNode>, into: OpNode[]): void {
  for (const { source } of root.inputs) {
    if (source.kind === "op" && inlined.has(source.node) && !into.includes(source.node)) {
      collect(source.node, inlined, into);
    }
  }
  into.push(root);
}

/**
 * Turns ordered nodes into steps.
 *
 * An elementwise node is computed inside its reader when that is its only reader, the shapes are
 * equal, nothing outside asks for its value, and the joined kernel stays within the buffer limit.
 *
 * @param kept keys of tensors that must exist in memory (outputs, updates)
 * @param isFusing false keeps every node apart, for looking at intermediate values
 */
export function fuse(
  order: readonly OpNode[],
  kept: ReadonlySet<object | string>,
  adapter: AdapterFacts,
  isFusing = true,
): readonly Step[] {
  const inputLimit = Math.min(maxFusedInputs, adapter.maxStorageBuffersPerShaderStage - 1);
  const inlined = isFusing ? inlinedNodes(order, kept, inputLimit) : new Set<OpNode>();
  const steps: Step[] = [];
  for (const node of order) {
    if (inlined.has(node) || node.op.isView) continue;
    if (!node.op.elementwise) {
      steps.push({ kind: "op", node });
      continue;
    }
    const nodes: OpNode[] = [];
    collect(node, inlined, nodes);
    const inside = new Set(nodes.slice(0, -1).map((inner) => tensorKey(outputOf(inner))));
    const inputs = new Map<object | string, Tensor>();
    for (const tensor of nodes.flatMap((inner) => inner.inputs)) {
      if (!inside.has(tensorKey(tensor))) inputs.set(tensorKey(tensor), tensor);
    }
    steps.push({ kind: "fused", nodes, inputs: [...inputs.values()], output: outputOf(node) });
  }
  return steps;
}
