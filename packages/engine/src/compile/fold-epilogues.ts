// Which elementwise chains are offered to the node before them as epilogues.
import { tensorKey } from "../graph/gradients.ts";
import type { Tensor } from "../graph/op.ts";
import { sameShape } from "../graph/shape.ts";
import type { FusedStep, OpStep, Step } from "./fuse.ts";
import { isOverwriting } from "./schedule.ts";
import { memoryOwner } from "./storage.ts";

/** Positions of the steps that make each stored tensor. */
type Positions = Map<object | string, number>;

const ownerKey = (tensor: Tensor) => tensorKey(memoryOwner(tensor).owner);

/** The position after which a tensor's memory holds its value; −1 for what is there from the start. */
function readyAt(tensor: Tensor, positions: Positions): number {
  return positions.get(ownerKey(tensor)) ?? -1;
}

/**
 * Moves chains into the steps whose output they continue.
 *
 * A chain can be computed where a node stores its output when it is the only reader of that output, has its
 * shape and type, nothing outside asks for the raw value, and everything else it reads exists before the node runs.
 * The planner decides: a kernel that cannot take the chain is followed by the chain's own launch.
 *
 * @param kept keys of tensors that must exist in memory
 * @param readers how many nodes read each tensor
 */
export function foldEpilogues(
  steps: readonly Step[],
  kept: ReadonlySet<object | string>,
  readers: ReadonlyMap<object | string, number>,
): readonly Step[] {
  const positions: Positions = new Map();
  const result: (Step | undefined)[] = [...steps];
  steps.forEach((step, position) => {
    if (step.kind === "op") {
      for (const output of step.node.outputs) positions.set(tensorKey(output), position);
      return;
    }
    const host = hostOf(step, { steps: result, positions, kept, readers });
    if (host === undefined) {
      positions.set(tensorKey(step.output), position);
      return;
    }
    const { at, from } = host;
    const before = result[at] as OpStep;
    result[at] = { ...before, epilogues: [...before.epilogues, { step, from }] };
    result[position] = undefined;
    positions.set(tensorKey(step.output), at);
  });
  return result.filter((step) => step !== undefined);
}

interface Surroundings {
  readonly steps: readonly (Step | undefined)[];
  readonly positions: Positions;
  readonly kept: ReadonlySet<object | string>;
  readonly readers: ReadonlyMap<object | string, number>;
}

/** The step that can host a chain, and the output that the chain continues. */
function hostOf(chain: FusedStep, around: Surroundings): { at: number; from: Tensor } | undefined {
  const { steps, positions, kept, readers } = around;
  const ready = chain.inputs.map((tensor) => readyAt(tensor, positions));
  const at = Math.max(-1, ...ready);
  const step = steps[at];
  if (step?.kind !== "op" || isOverwriting(step.node)) return undefined;
  const last = chain.inputs.filter((_, index) => ready[index] === at);
  const [from] = last;
  // Two outputs of the host in one chain, or a view of one, are not at hand where one element is stored.
  if (last.length !== 1 || from?.source.kind !== "op" || from.source.node !== step.node)
    return undefined;
  const key = tensorKey(from);
  const within = chain.nodes.filter(({ inputs }) =>
    inputs.some((input) => tensorKey(input) === key),
  ).length;
  const isOnlyReader = readers.get(key) === within;
  const { output } = chain;
  const isAlike = sameShape(from.shape, output.shape) && from.dtype === output.dtype;
  return isOnlyReader && isAlike && !kept.has(key) ? { at, from } : undefined;
}
