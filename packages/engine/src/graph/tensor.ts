// Makes symbolic tensors: inputs, constants, variables and the outputs of ops. They hold no numbers.
import { EngineError } from "../error.ts";
import type { Variable } from "../runtime/variable.ts";
import type { Op, OpNode, Tensor } from "./op.ts";
import { elementCount, formatShape, type Shape } from "./shape.ts";
import type { Dtype } from "./tensor-type.ts";

function checkSizes(what: string, shape: Shape): void {
  const bad = shape.find((size) => !Number.isInteger(size) || size < 1);
  if (bad !== undefined) {
    throw new EngineError(
      "shape",
      `${what}: every size must be a whole number ≥ 1, but the shape is ${formatShape(shape)}. ` +
        "Give positive sizes.",
      { shape },
    );
  }
}

/** A tensor whose numbers are given to each run under `name`. */
export function input(name: string, shape: Shape, dtype: Dtype = "f32"): Tensor {
  checkSizes(`input "${name}"`, shape);
  return { shape, dtype, source: { kind: "input", name } };
}

/** A tensor of fixed numbers, uploaded once when the program is made. */
export function constant(data: Float32Array | Uint32Array, shape: Shape): Tensor {
  checkSizes("constant", shape);
  if (data.length !== elementCount(shape)) {
    throw new EngineError(
      "shape",
      `constant: the shape ${formatShape(shape)} needs ${elementCount(shape)} numbers, ` +
        `but ${data.length} were given. Give as many numbers as the shape has elements.`,
      { shape, given: data.length },
    );
  }
  const dtype = data instanceof Uint32Array ? "u32" : "f32";
  return { shape, dtype, source: { kind: "constant", data } };
}

/** A tensor that reads a variable's current value. */
export function readVariable(variable: Variable): Tensor {
  return { shape: variable.shape, dtype: variable.dtype, source: { kind: "variable", variable } };
}

/**
 * Adds a node to the graph: checks types by the op's own rule and returns its outputs.
 *
 * @throws {EngineError} tag `shape` or `dtype` from the op's rule
 */
export function applyOp<A>(
  op: Op<A>,
  inputs: readonly Tensor[],
  attrs: NoInfer<A>,
): readonly Tensor[] {
  const types = op.infer(inputs, attrs);
  const outputs: Tensor[] = [];
  const node: OpNode = { op: op as Op<unknown>, inputs, attrs, outputs, label: undefined };
  types.forEach((type, output) => {
    checkSizes(op.name, type.shape);
    outputs.push({ ...type, source: { kind: "op", node, output } });
  });
  return outputs;
}

/** `applyOp` for ops with one output. */
export function applyOp1<A>(op: Op<A>, inputs: readonly Tensor[], attrs: NoInfer<A>): Tensor {
  return applyOp(op, inputs, attrs)[0] as Tensor;
}

/** Names the node that makes `tensor`, for error messages and profiles; returns the tensor. */
export function named(tensor: Tensor, label: string): Tensor {
  if (tensor.source.kind === "op") tensor.source.node.label ??= label;
  return tensor;
}
