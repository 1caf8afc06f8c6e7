// What a program is asked to compute, and the checks on it that need no plan.
import { EngineError } from "../error.ts";
import type { OpNode, Tensor } from "../graph/op.ts";
import { formatShape, sameShape } from "../graph/shape.ts";
import { formatType, type TensorType } from "../graph/tensor-type.ts";
import type { Variable } from "../runtime/variable.ts";
import { overlaps } from "../runtime/variable-part.ts";
import { inputOf, memoryOwner } from "./storage.ts";

/** A variable and the tensor that becomes its next value. */
export interface Update {
  readonly variable: Variable;
  readonly value: Tensor;
}

/**
 * What a program computes: named results, and variables it overwrites.
 *
 * Updates happen at once: every output and every value reads the variables as they were before the run.
 */
export interface ProgramSpec {
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly updates?: readonly Update[];
}

/**
 * The inputs of a graph by name.
 *
 * @throws {EngineError} tag `shape` or `dtype` when one name is used for two types
 */
export function collectInputs(
  order: readonly OpNode[],
  roots: readonly Tensor[],
): ReadonlyMap<string, Tensor> {
  const inputs = new Map<string, Tensor>();
  const take = (tensor: Tensor) => {
    if (tensor.source.kind !== "input") return;
    const { name } = tensor.source;
    const known = inputs.get(name);
    if (!known) inputs.set(name, tensor);
    else requireSameType(name, known, tensor);
  };
  for (const node of order) node.inputs.forEach(take);
  roots.forEach(take);
  return inputs;
}

function requireSameType(name: string, known: TensorType, other: TensorType): void {
  const isShapeSame = sameShape(known.shape, other.shape);
  if (isShapeSame && known.dtype === other.dtype) return;
  throw new EngineError(
    isShapeSame ? "dtype" : "shape",
    `input "${name}": one name must mean one tensor, but it is used as ${formatType(known)} ` +
      `and ${formatType(other)}. Rename one of them.`,
  );
}

function checkUpdateType({ variable, value }: Update): void {
  const what = `update of "${variable.name}"`;
  if (!sameShape(variable.shape, value.shape)) {
    throw new EngineError(
      "shape",
      `${what}: the value must have the shape ${formatShape(variable.shape)}, ` +
        `but it has ${formatShape(value.shape)}. Give a value of the variable's shape.`,
    );
  }
  if (variable.dtype !== value.dtype) {
    throw new EngineError(
      "dtype",
      `${what}: the value must be ${variable.dtype}, but it is ${value.dtype}. ` +
        "Give a value of the variable's type.",
    );
  }
}

/** True when the update's value lies in the variable already: an op overwrote it, or nothing changes it. */
export function isInPlace({ variable, value }: Update): boolean {
  const { source } = memoryOwner(value).owner;
  return source.kind === "variable" && source.variable === variable;
}

/**
 * The variables that a program changes.
 *
 * @throws {EngineError} tag `shape` or `dtype` when an update's value is of another type, `internal`
 * when a variable is written twice or an op overwrites what is no variable
 */
export function collectWritten(
  order: readonly OpNode[],
  updates: readonly Update[],
): ReadonlySet<Variable> {
  const written = new Set<Variable>();
  const write = (variable: Variable, writer: string) => {
    if ([...written].some((other) => overlaps(other, variable))) {
      throw new EngineError(
        "internal",
        `${writer}: a program may write a variable once, but "${variable.name}" is written twice. ` +
          "Write it once, or in two programs.",
      );
    }
    written.add(variable);
  };
  for (const node of order) {
    for (const [, input] of node.op.overwrites ?? []) {
      const { source } = memoryOwner(inputOf(node, input)).owner;
      if (source.kind !== "variable") {
        throw new EngineError(
          "internal",
          `${node.op.name}: an op may overwrite variables only, but its input ${input} is ` +
            `${source.kind === "op" ? "a computed value" : `of kind ${source.kind}`}. Give it a variable.`,
        );
      }
      write(source.variable, node.label ?? node.op.name);
    }
  }
  const named = new Set<Variable>();
  for (const update of updates) {
    checkUpdateType(update);
    const { variable, value } = update;
    const { isOverwritten } = memoryOwner(value);
    // An op that overwrote the variable is named again as its update: that is one write.
    const isSameWrite = isInPlace(update) && (isOverwritten || !written.has(variable));
    if (named.has(variable) || !isSameWrite) write(variable, `update of "${variable.name}"`);
    named.add(variable);
  }
  return written;
}
