// Reverse-mode differentiation as a transform of the graph: it adds nodes, it runs nothing.
import { EngineError } from "../error.ts";
import type { Op, OpNode, Tensor } from "./op.ts";
import { type Block, recomputed } from "./recompute.ts";
import { formatShape, sameShape } from "./shape.ts";
import { applyOp1, constant } from "./tensor.ts";
import { formatType } from "./tensor-type.ts";

/** a + b for equal shapes: how gradients of a tensor with several readers are summed. */
export const accumulate: Op<null> = {
  name: "accumulate",
  infer: (inputs) => inputs.slice(0, 1),
  elementwise: { expression: () => "a + b", flops: 1 },
};

/** Nodes that the roots depend on, producers before consumers. */
export function topologicalOrder(roots: readonly Tensor[]): readonly OpNode[] {
  const order: OpNode[] = [];
  const seen = new Set<OpNode>();
  // An explicit stack: deep networks would overflow the call stack.
  const stack: { node: OpNode; next: number }[] = [];
  const visit = (tensor: Tensor) => {
    if (tensor.source.kind !== "op" || seen.has(tensor.source.node)) return;
    seen.add(tensor.source.node);
    stack.push({ node: tensor.source.node, next: 0 });
  };
  for (const root of roots) {
    visit(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { node: OpNode; next: number };
      const following = top.node.inputs[top.next];
      top.next += 1;
      if (following === undefined) {
        order.push(top.node);
        stack.pop();
      } else {
        visit(following);
      }
    }
  }
  return order;
}

/** Gives nodes made by a gradient rule the name of the node they differentiate. */
function labelGradientNodes(created: Tensor, known: Set<OpNode>, label: string): void {
  // The stack is explicit for the same reason as above.
  const stack = [created];
  for (let tensor = stack.pop(); tensor; tensor = stack.pop()) {
    if (tensor.source.kind !== "op" || known.has(tensor.source.node)) continue;
    const { node } = tensor.source;
    known.add(node);
    node.label ??= label;
    stack.push(...node.inputs);
  }
}

/** A gradient of another type would be summed or broadcast into something wrong without a word. */
function requireTypeOf(tensor: Tensor, gradient: Tensor, op: string, index: number): void {
  if (sameShape(tensor.shape, gradient.shape) && tensor.dtype === gradient.dtype) return;
  throw new EngineError(
    "internal",
    `${op}: the gradient of input ${index} must be ${formatType(tensor)}, but it is ` +
      `${formatType(gradient)}. Report this.`,
  );
}

/** Identifies a tensor by what makes it, so that two reads of one variable are one tensor. */
export function tensorKey(tensor: Tensor): object | string {
  const { source } = tensor;
  if (source.kind === "variable") return source.variable;
  if (source.kind === "input") return `input ${source.name}`;
  return tensor;
}

/**
 * Gradients of a scalar with respect to tensors, as new graph nodes.
 *
 * ∂loss/∂x = Σ over readers of x of (∂loss/∂y · ∂y/∂x), visited in reverse topological order.
 *
 * @param loss scalar `[]` or one element
 * @param wrt tensors to differentiate by
 * @param blocks parts of the forward graph in forward order; the backward pass computes the marked ones again
 * from the blocks' outputs instead of keeping what they made. The gradients keep their bits.
 * @param given the seed: ∂/∂loss of what is differentiated, of the loss' shape; by default 1. A loss scale is such a seed.
 * @returns one tensor per entry of `wrt`, of the same shape
 * @throws {EngineError} tag `shape` when the loss is no scalar or the seed is not like it, `no-gradient` when it does not depend
 * on an entry or an op on the way has no gradient, `internal` when an op's gradient is of another type
 */
export function gradients(
  loss: Tensor,
  wrt: readonly Tensor[],
  blocks: readonly Block[] = [],
  given?: Tensor,
): readonly Tensor[] {
  if (loss.shape.some((size) => size !== 1)) {
    throw new EngineError(
      "shape",
      `gradients: the loss must be a scalar, but its shape is ${formatShape(loss.shape)}. ` +
        "Reduce it with a mean or a sum first.",
    );
  }
  const seed = given ?? constant(new Float32Array([1]), loss.shape);
  if (!sameShape(loss.shape, seed.shape) || seed.dtype !== loss.dtype) {
    throw new EngineError(
      "shape",
      `gradients: the seed must be ${formatType(loss)} like the loss, but it is ${formatType(seed)}. ` +
        "Reshape it first.",
    );
  }
  const order = topologicalOrder([loss]);
  const known = new Set(order);
  const wanted = new Set(wrt.map(tensorKey));
  const depends = new Set<OpNode>();
  const needsGradient = (t: Tensor) =>
    wanted.has(tensorKey(t)) || (t.source.kind === "op" && depends.has(t.source.node));
  for (const node of order) if (node.inputs.some(needsGradient)) depends.add(node);

  const again = recomputed(order, blocks);
  for (const { source } of again.values()) if (source.kind === "op") known.add(source.node);
  const read = (tensors: readonly Tensor[]) => tensors.map((t) => again.get(t) ?? t);

  const found = new Map<object | string, Tensor>();
  found.set(tensorKey(loss), seed);
  const add = (tensor: Tensor, gradient: Tensor, label: string) => {
    const key = tensorKey(tensor);
    const sum = found.get(key);
    const total = sum === undefined ? gradient : applyOp1(accumulate, [sum, gradient], null);
    labelGradientNodes(total, known, label);
    found.set(key, total);
  };

  for (const node of [...order].reverse()) {
    if (!depends.has(node)) continue;
    const outputGradients = node.outputs.map((output) => found.get(tensorKey(output)));
    if (outputGradients.every((gradient) => gradient === undefined)) continue;
    if (node.op.gradient === undefined) {
      throw new EngineError(
        "no-gradient",
        `${node.op.name}: a gradient is needed through "${node.label ?? node.op.name}", ` +
          "but this op has none. Stop the gradient before it or use another op.",
      );
    }
    const needs = node.inputs.map(needsGradient);
    const { inputs, outputs, attrs } = node;
    const results = node.op.gradient({
      inputs: read(inputs),
      outputs: read(outputs),
      attrs,
      outputGradients,
      needs,
    });
    const label = `gradient of ${node.label ?? node.op.name}`;
    results.forEach((gradient, index) => {
      const tensor = inputs[index];
      if (gradient === undefined || tensor === undefined || !needs[index]) return;
      requireTypeOf(tensor, gradient, node.op.name, index);
      labelGradientNodes(gradient, known, label);
      add(tensor, gradient, label);
    });
  }

  return wrt.map((tensor, index) => {
    const gradient = found.get(tensorKey(tensor));
    if (gradient !== undefined) return gradient;
    throw new EngineError(
      "no-gradient",
      `gradients: the loss must depend on every tensor it is differentiated by, but it does not ` +
        `depend on number ${index} of shape ${formatShape(tensor.shape)}. Leave that tensor out.`,
    );
  });
}
