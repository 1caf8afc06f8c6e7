// WGSL text of an elementwise chain: bindings, scalars and one function that computes an element or four neighbours.
import { EngineError } from "../error.ts";
import { tensorKey } from "../graph/gradients.ts";
import type { KernelBinding } from "../graph/kernel.ts";
import type { OpNode, Tensor } from "../graph/op.ts";
import { elementCount } from "../graph/shape.ts";
import type { FusedStep } from "./fuse.ts";
import { type Access, accessPlan } from "./operand-access.ts";

const argumentNames = ["a", "b", "c", "d", "e", "f"];

/** Elements that one evaluation computes. */
export type Width = 1 | 4;

/** The text of a chain, with everything it reads. Names begin with a prefix, so that several can share a kernel. */
export interface ElementwiseText {
  /** One per operand that is read from memory, in the order of `operands`. */
  readonly bindings: readonly KernelBinding[];
  readonly operands: readonly Tensor[];
  readonly params: Readonly<Record<string, number>>;
  /** Module-scope functions. */
  readonly functions: string;
  /** Statements that compute `result` from the vector index `i` (and a value given under its name). */
  readonly statements: string;
  readonly result: string;
  readonly flops: number;
}

/** How a chain's text is made. */
export interface TextOptions {
  readonly prefix: string;
  readonly width: Width;
  /** An operand that is at hand under a name instead of in memory. */
  readonly given?: { readonly tensor: Tensor; readonly name: string };
  /** The binding of an operand that the kernel reads already. */
  readonly bound?: (tensor: Tensor) => KernelBinding | undefined;
}

/** WGSL that turns the flat index of the first element into coordinates, outermost first. */
function coordinateText(rank: number, prefix: string, width: Width): string {
  const lines = [`  var ${prefix}rest = i${width === 4 ? " * 4u" : ""};`];
  for (let axis = rank - 1; axis > 0; axis--) {
    lines.push(
      `  let ${prefix}q${axis} = ${prefix}rest % params.${prefix}size${axis};`,
      `  ${prefix}rest = ${prefix}rest / params.${prefix}size${axis};`,
    );
  }
  lines.push(`  let ${prefix}q0 = ${prefix}rest;`);
  return lines.join("\n");
}

/** Checks that the nodes can share one WGSL type and the argument letters. */
function checkNodes({ nodes, output }: FusedStep): void {
  for (const { op, inputs } of nodes) {
    if (inputs.length > argumentNames.length) {
      throw new EngineError(
        "internal",
        `${op.name}: an elementwise op may have ${argumentNames.length} inputs, but it has ` +
          `${inputs.length}. Split it.`,
      );
    }
    const wrong = inputs.findIndex(({ dtype }) => dtype !== output.dtype);
    if (wrong >= 0) {
      throw new EngineError(
        "dtype",
        `${op.name}: inputs must have the output's type ${output.dtype}, but input ${wrong} is ` +
          `${inputs[wrong]?.dtype}. Convert it first.`,
      );
    }
  }
}

/** The widest evaluation that every operand of a chain allows. */
export function widestOf({ output, inputs }: FusedStep): Width {
  return accessPlan(output.shape, inputs).width;
}

/** WGSL type of the elements that are computed at once. */
export function vectorType(step: FusedStep, width: Width): string {
  const scalar = step.output.dtype;
  if (width === 1) return scalar;
  return scalar === "f32" ? "vec4f" : "vec4u";
}

/** An expression in the type `T` as one in a WGSL type. */
const typed = (expression: string, type: string) => expression.replace(/\bT\b/g, type);

/**
 * The text of a chain of elementwise nodes.
 *
 * @throws {EngineError} tag `dtype` when an input is of another type than the output, `shape` when
 * operands cannot be walked along 4 axes, `internal` when an op has more than 6 inputs
 */
export function elementwiseText(step: FusedStep, options: TextOptions): ElementwiseText {
  checkNodes(step);
  const { output, inputs, nodes } = step;
  const { prefix, width, given, bound } = options;
  const read = inputs.filter((tensor) => tensor !== given?.tensor);
  const { sizes, access } = accessPlan(output.shape, read);
  const vector = vectorType(step, width);
  const names = new Map<object | string, string>();
  if (given) names.set(tensorKey(given.tensor), given.name);
  const params: Record<string, number> = {};
  const bindings: KernelBinding[] = [];
  const operands: Tensor[] = [];
  const loads = read.map((tensor, index) => {
    const how = access[index] as Access;
    const known = bound?.(tensor);
    const name = known?.name ?? `${prefix}x${index}`;
    names.set(tensorKey(tensor), `${prefix}v${index}`);
    if (!known) {
      const isVector = how.kind === "same" || (how.kind === "strided" && !how.isSplat);
      bindings.push({ name, element: isVector ? vector : output.dtype });
      operands.push(tensor);
    }
    return `  let ${prefix}v${index} = ${loadText(name, how, { vector, width, prefix, index })};`;
  });
  access.forEach((how, index) => {
    if (how.kind !== "strided") return;
    how.strides.forEach((stride, axis) => {
      params[`${prefix}s${index}_${axis}`] = stride;
    });
  });
  const usesCoordinates = access.some(({ kind }) => kind === "strided");
  const rank = Math.max(1, sizes.length);
  if (usesCoordinates) {
    for (let axis = 1; axis < rank; axis++) params[`${prefix}size${axis}`] = sizes[axis] ?? 1;
  }
  const calls = nodes.map((node, index) => {
    const list = node.inputs.map((tensor) => names.get(tensorKey(tensor))).join(", ");
    names.set(tensorKey(node.outputs[0] as Tensor), `${prefix}r${index}`);
    return `  let ${prefix}r${index} = ${prefix}f${index}(${list});`;
  });
  const coordinates = usesCoordinates ? [coordinateText(rank, prefix, width)] : [];
  return {
    bindings,
    operands,
    params,
    functions: nodes
      .map((node, index) => functionText(node, `${prefix}f${index}`, vector))
      .join("\n"),
    statements: [...coordinates, ...loads, ...calls].join("\n"),
    result: `${prefix}r${nodes.length - 1}`,
    flops:
      nodes.reduce((sum, { op }) => sum + (op.elementwise?.flops ?? 0), 0) *
      elementCount(output.shape),
  };
}

function functionText(node: OpNode, name: string, vector: string): string {
  const list = node.inputs.map((_, at) => `${argumentNames[at]}: ${vector}`).join(", ");
  const expression = typed(node.op.elementwise?.expression(node.attrs) ?? "", vector);
  return `fn ${name}(${list}) -> ${vector} { return ${expression}; }`;
}

interface LoadContext {
  readonly vector: string;
  readonly width: Width;
  readonly prefix: string;
  readonly index: number;
}

/** WGSL that reads an operand for the elements at vector index `i`. */
function loadText(
  name: string,
  how: Access,
  { vector, width, prefix, index }: LoadContext,
): string {
  if (how.kind === "same") return `${name}[i]`;
  if (how.kind === "scalar") return `${vector}(${name}[0])`;
  const at = how.strides
    .map((_, axis) => `${prefix}q${axis} * params.${prefix}s${index}_${axis}`)
    .join(" + ");
  return how.isSplat || width === 1 ? `${vector}(${name}[${at}])` : `${name}[(${at}) / 4u]`;
}
