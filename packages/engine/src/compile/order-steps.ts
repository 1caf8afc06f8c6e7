// Orders the steps of a program so that little memory is alive at once, and says which overwrite variables early.
import { tensorKey } from "../graph/gradients.ts";
import type { Tensor } from "../graph/op.ts";
import { bytesOf, type TensorType } from "../graph/tensor-type.ts";
import type { AdapterFacts } from "../runtime/adapter-facts.ts";
import type { Variable } from "../runtime/variable.ts";
import { ownerOf } from "../runtime/variable-part.ts";
import type { Step } from "./fuse.ts";
import { orderWork, type WorkUnit } from "./order.ts";
import { offsetAlignment } from "./place.ts";
import { isOverwriting } from "./schedule.ts";
import { memoryOwner } from "./storage.ts";
import { variantOf } from "./variants.ts";

/** Steps that may run in this order, then those that must wait until all old values have been read. */
export interface OrderedSteps {
  readonly early: readonly Step[];
  readonly late: readonly Step[];
}

/** What a step reads: first its node's inputs, then what chains in its stores read besides the node's outputs. */
function inputsOf(step: Step): readonly Tensor[] {
  if (step.kind === "fused") return step.inputs;
  const chained = step.epilogues.flatMap(({ step: { inputs }, from }) =>
    inputs.filter((tensor) => tensor !== from),
  );
  return [...step.node.inputs, ...chained];
}

/** What a step makes: the result of a chain stands for the output that it continues. */
function outputsOf(step: Step): readonly Tensor[] {
  if (step.kind === "fused") return [step.output];
  return step.node.outputs.map(
    (output) => step.epilogues.find(({ from }) => from === output)?.step.output ?? output,
  );
}

const isLateKind = (step: Step) => step.kind === "op" && isOverwriting(step.node);

/** The variable in whose memory a tensor lies; parts of one are told apart nowhere here. */
const variableOf = (tensor: Tensor): Variable | undefined => {
  const { source } = memoryOwner(tensor).owner;
  return source.kind === "variable" ? ownerOf(source.variable) : undefined;
};

/** The steps as they were traced, with all that overwrites variables after the rest. */
export const asTraced = (steps: readonly Step[]): OrderedSteps => ({
  early: steps.filter((step) => !isLateKind(step)),
  late: steps.filter(isLateKind),
});

/** Variables a step overwrites, and those it only reads. */
function touched(step: Step): { overwritten: Set<Variable>; read: Set<Variable> } {
  const indices = new Set(
    step.kind === "op" ? (step.node.op.overwrites ?? []).map(([, input]) => input) : [],
  );
  const overwritten = new Set<Variable>();
  const read = new Set<Variable>();
  inputsOf(step).forEach((tensor, index) => {
    const variable = variableOf(tensor);
    if (variable) (indices.has(index) ? overwritten : read).add(variable);
  });
  return { overwritten, read };
}

/**
 * The overwriting steps that may run as soon as everything else has read their variables: nothing that runs late
 * reads the old value, and they read no variable that the program changes.
 */
function earlyOverwriters(
  steps: readonly Step[],
  roots: readonly Tensor[],
  written: ReadonlySet<Variable>,
): ReadonlySet<Step> {
  const changed = new Set([...written].map(ownerOf));
  const overwriting = steps.filter(isLateKind).map((step) => ({ step, ...touched(step) }));
  const wanted = new Set<Variable>();
  for (const { read } of overwriting) for (const variable of read) wanted.add(variable);
  for (const root of roots) {
    const variable = memoryOwner(root).isOverwritten ? undefined : variableOf(root);
    if (variable) wanted.add(variable);
  }
  return new Set(
    overwriting
      .filter(
        ({ overwritten, read }) =>
          ![...overwritten].some((variable) => wanted.has(variable)) &&
          ![...read].some((variable) => changed.has(variable)),
      )
      .map(({ step }) => step),
  );
}

/** Bytes that a tensor takes in an arena. */
const placedBytes = (type: TensorType) =>
  offsetAlignment * Math.ceil(bytesOf(type) / offsetAlignment);

/** Bytes that live only during a step's launches, found by lowering it on nothing. */
function scratchBytes(step: Step, adapter: AdapterFacts): number {
  if (step.kind !== "op") return 0;
  const { op, inputs, outputs, attrs } = step.node;
  let bytes = 0;
  op.lower?.({
    inputs: inputs.map((type) => ({ type })),
    outputs: outputs.map((type) => ({ type })),
    attrs,
    adapter,
    // The table's choice stands for any: asking a tuner here too would ask it twice.
    variant: variantOf(step.node, adapter),
    scratch(type) {
      bytes += placedBytes(type);
      return { type };
    },
  });
  return bytes;
}

/**
 * Chooses the order of the steps.
 *
 * @param steps producers before consumers
 * @param roots tensors that are read after all steps: outputs and values of updates
 * @param written variables that the program changes
 */
export function orderSteps(
  steps: readonly Step[],
  roots: readonly Tensor[],
  written: ReadonlySet<Variable>,
  adapter: AdapterFacts,
): OrderedSteps {
  const canBeEarly = earlyOverwriters(steps, roots, written);
  const movable = steps.filter((step) => !isLateKind(step) || canBeEarly.has(step));
  const late = steps.filter((step) => isLateKind(step) && !canBeEarly.has(step));

  const numbers = new Map<object | string, number>();
  const bytes: number[] = [];
  const numberOf = (tensor: Tensor) => {
    const { owner } = memoryOwner(tensor);
    const key = tensorKey(owner);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    bytes.push(owner.source.kind === "op" ? placedBytes(owner) : 0);
    numbers.set(key, bytes.length - 1);
    return bytes.length - 1;
  };
  const readersOf = new Map<Variable, number[]>();
  movable.forEach((step, unit) => {
    for (const variable of touched(step).read) {
      readersOf.set(variable, [...(readersOf.get(variable) ?? []), unit]);
    }
  });
  const units = movable.map((step): WorkUnit => {
    const owned = (tensors: readonly Tensor[]) => [...new Set(tensors.map(numberOf))];
    return {
      reads: owned(inputsOf(step)),
      // What an op overwrites is no value that it makes.
      makes: isLateKind(step) ? [] : owned(outputsOf(step)),
      after: [...touched(step).overwritten].flatMap((variable) => readersOf.get(variable) ?? []),
      scratchBytes: scratchBytes(step, adapter),
    };
  });
  const kept = new Set([...roots, ...late.flatMap(inputsOf)].map(numberOf));
  const order = orderWork({ units, bytes, kept });
  return { early: order.map((unit) => movable[unit] as Step), late };
}
