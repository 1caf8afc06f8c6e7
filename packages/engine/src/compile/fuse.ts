// Fusion: joins chains of elementwise ops into one kernel each, and drops views from the work to do.
import { tensorKey } from "../graph/gradients.ts";
import type { OpNode, Tensor } from "../graph/op.ts";
import { sameShape } from "../graph/shape.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";
import type { Epilogue } from "./epilogue.ts";
import { foldEpilogues } from "./fold-epilogues.ts";

/** A group of elementwise nodes computed by one kernel; the last one's output is what is stored. */
export interface FusedStep {
  readonly kind: "fused";
  /** Producers before consumers; the last is the root. */
  readonly nodes: readonly OpNode[];
  /** Distinct tensors read from memory. */
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
}

/** A node that brings its own launches, and the chains that may be computed where it stores its outputs. */
export interface OpStep {
  readonly kind: "op";
  readonly node: OpNode;
  readonly epilogues: readonly Epilogue[];
}

/** One unit of work of the schedule. */
export type Step = FusedStep | OpStep;

/** Most tensors one fused kernel reads; with its output it stays within the floor of 8 buffers. */
const maxFusedInputs = 7;

const outputOf = (node: OpNode) => node.outputs[0] as Tensor;

/** Most nodes one fused kernel computes, so that its WGSL stays short enough to compile quickly. */
const maxFusedNodes = 32;

/** How many nodes read each tensor. */
function countReaders(order: readonly OpNode[]): ReadonlyMap<object | string, number> {
  const readers = new Map<object | string, number>();
  for (const node of order) {
    for (const key of new Set(node.inputs.map(tensorKey))) {
      readers.set(key, (readers.get(key) ?? 0) + 1);
    }
  }
  return readers;
}

/** What a fused kernel that ends in a node would be. */
interface Group {
  readonly nodeCount: number;
  /** Distinct stored tensors that it reads. */
  readonly leaves: ReadonlyMap<object | string, Tensor>;
}

/** Elementwise nodes that are computed inside their only reader instead of being stored. */
function inlinedNodes(
  order: readonly OpNode[],
  kept: ReadonlySet<object | string>,
  inputLimit: number,
  readers: ReadonlyMap<object | string, number>,
): Set<OpNode> {
  const inlined = new Set<OpNode>();
  const groups = new Map<OpNode, Group>();
  for (const node of order) {
    if (!node.op.elementwise) continue;
    const leaves = new Map(node.inputs.map((tensor) => [tensorKey(tensor), tensor]));
    let nodeCount = 1;
    for (const tensor of node.inputs) {
      if (tensor.source.kind !== "op") continue;
      const producer = tensor.source.node;
      const key = tensorKey(tensor);
      const theirs = groups.get(producer);
      if (!theirs || kept.has(key) || inlined.has(producer) || readers.get(key) !== 1) continue;
      if (!sameShape(tensor.shape, outputOf(node).shape)) continue;
      if (nodeCount + theirs.nodeCount > maxFusedNodes) continue;
      const merged = new Map([...leaves, ...theirs.leaves]);
      merged.delete(key);
      if (merged.size > inputLimit) continue;
      inlined.add(producer);
      nodeCount += theirs.nodeCount;
      leaves.delete(key);
      for (const [leafKey, leaf] of theirs.leaves) leaves.set(leafKey, leaf);
    }
    groups.set(node, { nodeCount, leaves });
  }
  return inlined;
}

/** A root with its inlined producers, producers first. */
function collect(root: OpNode, inlined: ReadonlySet<OpNode>): readonly OpNode[] {
  // Each inlined node has one reader, so the group is a tree and consumers-first needs no marks.
  const nodes = [root];
  for (const node of nodes) {
    const producers = new Set<OpNode>();
    for (const { source } of node.inputs) {
      if (source.kind === "op" && inlined.has(source.node)) producers.add(source.node);
    }
    nodes.push(...producers);
  }
  return nodes.reverse();
}

/**
 * Turns ordered nodes into steps.
 *
 * An elementwise node is computed inside its reader when that is its only reader, the shapes are
 * equal, nothing outside asks for its value, and the joined kernel stays within the limits of buffers
 * and nodes.
 *
 * A chain is then offered to the node that makes the last of what it reads, see `foldEpilogues`.
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
  const readers = countReaders(order);
  const inlined = isFusing ? inlinedNodes(order, kept, inputLimit, readers) : new Set<OpNode>();
  const steps: Step[] = [];
  for (const node of order) {
    if (inlined.has(node) || node.op.isView) continue;
    if (!node.op.elementwise) {
      steps.push({ kind: "op", node, epilogues: [] });
      continue;
    }
    const nodes = collect(node, inlined);
    const inside = new Set(nodes.slice(0, -1).map((inner) => tensorKey(outputOf(inner))));
    const inputs = new Map<object | string, Tensor>();
    for (const tensor of nodes.flatMap((inner) => inner.inputs)) {
      if (!inside.has(tensorKey(tensor))) inputs.set(tensorKey(tensor), tensor);
    }
    steps.push({ kind: "fused", nodes, inputs: [...inputs.values()], output: outputOf(node) });
  }
  return isFusing ? foldEpilogues(steps, kept, readers) : steps;
}
