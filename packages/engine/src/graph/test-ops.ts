// Small ops that the engine's own tests build graphs of.
import { type Kernel, linearGrid, linearMain } from "./kernel.ts";
import type { Op, Tensor } from "./op.ts";
import { elementCount, type Shape } from "./shape.ts";
import { applyOp1 } from "./tensor.ts";

const multiplyOp: Op<null> = {
  name: "multiply",
  infer: (inputs) => inputs.slice(0, 1),
  elementwise: { expression: () => "a * b", flops: 1 },
  gradient: ({ inputs: [a, b], outputGradients: [dy] }) =>
    a && b && dy ? [multiply(dy, b), multiply(dy, a)] : [],
};

const roundOp: Op<null> = {
  name: "round",
  infer: (inputs) => inputs.slice(0, 1),
  elementwise: { expression: () => "round(a)", flops: 1 },
};

const viewOp: Op<Shape> = {
  name: "view",
  infer: ([a], shape) => [{ shape, dtype: a?.dtype ?? "f32" }],
  isView: true,
};

/** y = x + z; writes `strayWrites` elements beyond the end of y too. */
export const addKernel = (strayWrites = 0): Kernel => ({
  name: "add",
  bindings: ["x", "z", "y"].map((name) => ({ name, element: "f32" })),
  params: [{ name: "count", type: "u32" }],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i < params.count) { y[i] = x[i] + z[i]; }
  if (i < ${strayWrites}u) { y[params.count + i] = 7.0; }
}`,
});

/** a + b for equal shapes as an op with a launch, so that it is never fused. */
export const addOp = (kernel: Kernel = addKernel()): Op<null> => ({
  name: "add",
  infer: (inputs) => inputs.slice(0, 1),
  lower({ inputs: [a, b], outputs: [y] }) {
    if (!a || !b || !y) return [];
    const count = elementCount(y.type.shape);
    const grid = linearGrid(Math.ceil(count / 64));
    return [{ kernel, buffers: [a, b, y], params: { count }, grid }];
  },
});

const addToKernel: Kernel = {
  name: "add to",
  bindings: ["x", "y"].map((name) => ({ name, element: "f32" })),
  params: [{ name: "count", type: "u32" }],
  workgroup: [64, 1, 1],
  body: `${linearMain}
  if (i < params.count) { y[i] = y[i] + x[i]; }
}`,
};

const addToOp: Op<null> = {
  name: "add to",
  infer: (inputs) => inputs.slice(0, 1),
  overwrites: [[0, 0]],
  lower({ inputs: [, x], outputs: [y] }) {
    if (!x || !y) return [];
    const count = elementCount(y.type.shape);
    const grid = linearGrid(Math.ceil(count / 64));
    return [{ kernel: addToKernel, buffers: [x, y], params: { count }, grid }];
  },
};

/** a · b for equal shapes. */
export const multiply = (a: Tensor, b: Tensor) => applyOp1(multiplyOp, [a, b], null);

/** The nearest whole number; has no gradient. */
export const round = (a: Tensor) => applyOp1(roundOp, [a], null);

/** a + b for equal shapes, with a launch of its own. */
export const add = (a: Tensor, b: Tensor) => applyOp1(addOp(), [a, b], null);

/** target + a for equal shapes, written over `target`, which must be a variable. */
export const addTo = (target: Tensor, a: Tensor) => applyOp1(addToOp, [target, a], null);

/** The same numbers in another shape. */
export const view = (a: Tensor, shape: Shape) => applyOp1(viewOp, [a], shape);

/** y = x + z, stored through the engine's function: a chain may follow in it. Elements are f32 or vec4f. */
const storingAddKernel = (element: "f32" | "vec4f"): Kernel => ({
  name: `storing add ${element}`,
  bindings: ["x", "z", "y"].map((name) => ({ name, element })),
  params: [{ name: "count", type: "u32" }],
  workgroup: [64, 1, 1],
  stores: ["y"],
  body: `${linearMain}
  if (i < params.count) { store_y(i, x[i] + z[i]); }
}`,
});

const storingAddOp: Op<"f32" | "vec4f"> = {
  name: "storing add",
  infer: (inputs) => inputs.slice(0, 1),
  lower({ inputs: [a, b], outputs: [y], attrs }) {
    if (!a || !b || !y) return [];
    const count = elementCount(y.type.shape) / (attrs === "f32" ? 1 : 4);
    const grid = linearGrid(Math.ceil(count / 64));
    return [{ kernel: storingAddKernel(attrs), buffers: [a, b, y], params: { count }, grid }];
  },
};

/** a + b for equal shapes by a kernel that can compute a chain where it stores. */
export const storingAdd = (a: Tensor, b: Tensor, element: "f32" | "vec4f" = "f32") =>
  applyOp1(storingAddOp, [a, b], element);
