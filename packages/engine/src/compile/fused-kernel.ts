// Writes the kernel of a fused elementwise step: broadcasting by strides, four elements at a time where it can.
import { EngineError } from "../error.ts";
import { tensorKey } from "../graph/gradients.ts";
import {
  type BufferRef,
  type Kernel,
  type Launch,
  linearGrid,
  linearMain,
} from "../graph/kernel.ts";
import type { Tensor } from "../graph/op.ts";
import { elementCount, type Shape } from "../graph/shape.ts";
import type { FusedStep } from "./fuse.ts";

const workgroupSize = 64;
const argumentNames = ["a", "b", "c", "d", "e", "f"];

/** Strides of `shape` seen as broadcast to `out`: 0 along axes of size 1. */
function broadcastStrides(shape: Shape, out: Shape): number[] {
  const lead = out.length - shape.length;
  let stride = 1;
  const strides = new Array<number>(out.length).fill(0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    strides[axis + lead] = size === 1 ? 0 : stride;
    stride *= size;
  }
  return strides;
}

/** Merges neighbouring axes that every operand walks as one, so that few axes are left. */
function collapseAxes(out: Shape, strides: readonly number[][]): [number[], number[][]] {
  const sizes: number[] = [];
  const merged: number[][] = strides.map(() => []);
  out.forEach((size, axis) => {
    if (size === 1) return;
    const last = sizes.length - 1;
    const joins =
      last >= 0 &&
      strides.every((of, operand) => merged[operand]?.[last] === (of[axis] ?? 0) * size);
    if (joins) {
      sizes[last] = (sizes[last] ?? 1) * size;
      strides.forEach((of, operand) => {
        (merged[operand] as number[])[last] = of[axis] ?? 0;
      });
    } else {
      sizes.push(size);
      strides.forEach((of, operand) => {
        (merged[operand] as number[]).push(of[axis] ?? 0);
      });
    }
  });
  return [sizes, merged];
}

type Access =
  | { readonly kind: "same" }
  | { readonly kind: "scalar" }
  | { readonly kind: "strided"; readonly strides: readonly number[]; readonly isSplat: boolean };

/** How each operand is read, and whether four neighbours can be handled at once. */
function accessPlan(out: Shape, inputs: readonly Tensor[]) {
  const full = broadcastStrides(out, out);
  const [sizes, strides] = collapseAxes(out, [
    full,
    ...inputs.map(({ shape }) => broadcastStrides(shape, out)),
  ]);
  if (sizes.length > 4) {
    throw new EngineError(
      "shape",
      `elementwise: operands must walk along at most 4 axes, but these need ${sizes.length}. ` +
        "Reshape them first.",
    );
  }
  const count = elementCount(out);
  const inner = sizes[sizes.length - 1] ?? 1;
  const own = strides[0] as number[];
  const operands = strides.slice(1);
  const vectorizes =
    count % 4 === 0 &&
    inputs.every(({ shape }, index) => {
      if (elementCount(shape) === 1 || elementCount(shape) === count) return true;
      const of = operands[index] as number[];
      const last = of[of.length - 1];
      if (inner % 4 !== 0) return false;
      return last === 0 || (last === 1 && of.slice(0, -1).every((stride) => stride % 4 === 0));
    });
  const access = inputs.map(({ shape }, index): Access => {
    if (elementCount(shape) === 1) return { kind: "scalar" };
    const of = operands[index] as number[];
    if (of.every((stride, axis) => stride === own[axis])) return { kind: "same" };
    return { kind: "strided", strides: of, isSplat: of[of.length - 1] === 0 };
  });
  return { sizes, access, width: vectorizes ? 4 : 1, count };
}

/** WGSL that turns the flat index of the first element into coordinates, outermost first. */
function coordinateCode(rank: number): string {
  const lines = ["  var rest = first;"];
  for (let axis = rank - 1; axis > 0; axis--) {
    lines.push(
      `  let q${axis} = rest % params.size${axis};`,
      `  rest = rest / params.size${axis};`,
    );
  }
  lines.push("  let q0 = rest;");
  return lines.join("\n");
}

/** Checks that the nodes can share one WGSL type `T` and the argument letters. */
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

/**
 * The launch of a fused step.
 *
 * Each invocation computes one element, or four neighbours when every operand allows vec4 reads.
 *
 * @param buffers one per input of the step, then the output's
 * @throws {EngineError} tag `dtype` when an input is of another type than the output, `shape` when
 * operands cannot be walked along 4 axes, `internal` when an op has more than 6 inputs
 */
export function lowerFused(
  step: FusedStep,
  buffers: readonly BufferRef[],
): { launch: Launch; flops: number } {
  checkNodes(step);
  const { output, inputs, nodes } = step;
  const { sizes, access, width, count } = accessPlan(output.shape, inputs);
  const scalar = output.dtype;
  const vector = width === 4 ? (scalar === "f32" ? "vec4f" : "vec4u") : scalar;
  const rank = Math.max(1, sizes.length);
  const names = new Map<object | string, string>();
  const params: Record<string, number> = { count: count / width };
  const loads = inputs.map((tensor, index) => {
    const name = `x${index}`;
    names.set(tensorKey(tensor), `v${index}`);
    const how = access[index] as Access;
    if (how.kind === "same") return { name, element: vector, code: `${name}[i]` };
    if (how.kind === "scalar") return { name, element: scalar, code: `${vector}(${name}[0])` };
    how.strides.forEach((stride, axis) => {
      params[`s${index}_${axis}`] = stride;
    });
    const at = how.strides.map((_, axis) => `q${axis} * params.s${index}_${axis}`).join(" + ");
    if (how.isSplat || width === 1) {
      return { name, element: scalar, code: `${vector}(${name}[${at}])` };
    }
    return { name, element: vector, code: `${name}[(${at}) / 4u]` };
  });
  const usesCoordinates = access.some(({ kind }) => kind === "strided");
  if (usesCoordinates) {
    for (let axis = 1; axis < rank; axis++) params[`size${axis}`] = sizes[axis] ?? 1;
  }
  const functions = nodes.map((node, index) => {
    const list = node.inputs.map((_, at) => `${argumentNames[at]}: T`).join(", ");
    return `fn f${index}(${list}) -> T { return ${node.op.elementwise?.expression(node.attrs)}; }`;
  });
  const calls = nodes.map((node, index) => {
    const list = node.inputs.map((tensor) => names.get(tensorKey(tensor))).join(", ");
    names.set(tensorKey(node.outputs[0] as Tensor), `r${index}`);
    return `  let r${index} = f${index}(${list});`;
  });
  const body = [
    `alias T = ${vector};`,
    ...functions,
    linearMain,
    "  if (i >= params.count) { return; }",
    ...(usesCoordinates
      ? [`  let first = i${width === 4 ? " * 4u" : ""};`, coordinateCode(rank)]
      : []),
    ...loads.map(({ code }, index) => `  let v${index} = ${code};`),
    ...calls,
    `  y[i] = r${nodes.length - 1};`,
    "}",
  ].join("\n");
  const kernel: Kernel = {
    name: `elementwise ${[...new Set(nodes.map(({ op }) => op.name))].join(" ")}`,
    bindings: [
      ...loads.map(({ name, element }) => ({ name, element })),
      { name: "y", element: vector },
    ],
    params: Object.keys(params).map((name) => ({ name, type: "u32" })),
    workgroup: [workgroupSize, 1, 1],
    body,
  };
  const launch: Launch = {
    kernel,
    buffers,
    params,
    grid: linearGrid(Math.ceil(count / width / workgroupSize)),
  };
  const flops = nodes.reduce((sum, { op }) => sum + (op.elementwise?.flops ?? 0), 0) * count;
  return { launch, flops };
}
