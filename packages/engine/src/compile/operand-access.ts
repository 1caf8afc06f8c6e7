// How an elementwise step walks its operands: broadcasting by strides, few axes, four elements at a time where it can.
import { EngineError } from "../error.ts";
import type { Tensor } from "../graph/op.ts";
import { elementCount, type Shape } from "../graph/shape.ts";

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

/** How one operand is read. */
export type Access =
  | { readonly kind: "same" }
  | { readonly kind: "scalar" }
  | { readonly kind: "strided"; readonly strides: readonly number[]; readonly isSplat: boolean };

/** How each operand is read, and whether four neighbours can be handled at once. */
export function accessPlan(out: Shape, inputs: readonly Tensor[]) {
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
  const width: 1 | 4 = vectorizes ? 4 : 1;
  return { sizes, access, width };
}
