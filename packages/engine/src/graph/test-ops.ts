// Two small ops that the engine's own tests build graphs of.
import type { Op, Tensor } from "./op.ts";
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

/** a · b for equal shapes. */
export const multiply = (a: Tensor, b: Tensor) => applyOp1(multiplyOp, [a, b], null);

/** The nearest whole number; has no gradient. */
export const round = (a: Tensor) => applyOp1(roundOp, [a], null);
