// Recomputation: copies of forward nodes that the backward pass runs again instead of keeping their values.
import type { OpNode, Tensor } from "./op.ts";
import { bytesOf } from "./tensor-type.ts";

/** A part of the forward graph: everything that `output` depends on and no earlier block holds. */
export interface Block {
  readonly output: Tensor;
  /** True when the backward pass computes the inside again; its output is kept either way. */
  readonly isRecomputed: boolean;
}

/**
 * Values below this share of their block's largest value are kept: pooled vectors, statistics and gates cost
 * little memory, and computing them again would cost passes over large values.
 */
const leastShareDropped = 1 / 32;

/** Nodes of each block; a node belongs to the first block whose output depends on it. */
function membersOf(blocks: readonly Block[]): readonly (readonly OpNode[])[] {
  const seen = new Set<OpNode>();
  return blocks.map(({ output }) => {
    const members: OpNode[] = [];
    const stack = [output];
    for (let tensor = stack.pop(); tensor; tensor = stack.pop()) {
      if (tensor.source.kind !== "op" || seen.has(tensor.source.node)) continue;
      seen.add(tensor.source.node);
      members.push(tensor.source.node);
      stack.push(...tensor.source.node.inputs);
    }
    return members;
  });
}

/**
 * For each forward tensor the one that the backward pass reads: its value computed again, or the tensor itself where it
 * is kept. Copies that nothing reads cost nothing.
 *
 * Chen et al. 2016, "Training deep nets with sublinear memory cost", section 3.
 *
 * @param order forward nodes, producers before consumers
 * @param blocks in forward order
 */
export function recomputed(
  order: readonly OpNode[],
  blocks: readonly Block[],
): ReadonlyMap<Tensor, Tensor> {
  const dropped = new Map<OpNode, number>();
  const kept = new Set(blocks.map(({ output }) => output));
  membersOf(blocks).forEach((members, index) => {
    if (!blocks[index]?.isRecomputed) return;
    const sizes = members.flatMap(({ outputs }) => outputs.map((output) => bytesOf(output)));
    const least = leastShareDropped * Math.max(...sizes);
    for (const node of members) dropped.set(node, least);
  });
  const again = new Map<Tensor, Tensor>();
  for (const node of order) {
    const least = dropped.get(node);
    if (least === undefined) continue;
    const { op, attrs, label } = node;
    const inputs = node.inputs.map((input) => again.get(input) ?? input);
    const outputs: Tensor[] = [];
    const copy: OpNode = { op, attrs, inputs, outputs, label: `${label ?? op.name}, again` };
    node.outputs.forEach(({ shape, dtype }, output) => {
      outputs.push({ shape, dtype, source: { kind: "op", node: copy, output } });
    });
    node.outputs.forEach((output, index) => {
      // A view of a kept value is that value: it needs no copy.
      const isView = op.isView && inputs[0] === node.inputs[0];
      if (kept.has(output) || isView || bytesOf(output) < least) return;
      again.set(output, outputs[index] as Tensor);
    });
  }
  return again;
}
