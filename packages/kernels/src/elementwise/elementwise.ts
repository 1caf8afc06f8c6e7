// Elementwise ops made from the rows of the table, with broadcasting and gradients.
import {
  applyOp1,
  broadcastShapes,
  EngineError,
  type GradientContext,
  type Op,
  type Tensor,
} from "@pleura/engine";
import { sumTo } from "../reduce/sum-to.ts";
import { floatLiteral } from "../wgsl/float-literal.ts";
import { requireF32 } from "./require-f32.ts";
import { binaryRows, type ElementwiseRow, unaryRows } from "./rows.ts";

const letters = ["a", "b", "c", "d"];

/** The derivative of a row times the incoming gradient, reading only the tensors it names. */
function derivativeTimesGradient(
  row: ElementwiseRow,
  name: string,
  which: number,
  tensors: Readonly<Record<string, Tensor>>,
): Tensor {
  const derivative = row.derivatives[which] ?? "T(0.0)";
  // A sum passes its gradient on: dy itself, without a launch that copies it.
  if (derivative === "T(1.0)") return tensors["dy"] as Tensor;
  const used = Object.keys(tensors).filter((key) => new RegExp(`\\b${key}\\b`).test(derivative));
  const read = [...used, "dy"];
  // The row's names become the engine's argument letters in the order in which they are read.
  const renamed = derivative.replace(/\b(a|b|y)\b/g, (key) => letters[read.indexOf(key)] ?? key);
  const gradientLetter = letters[read.length - 1] ?? "a";
  const op: Op<null> = {
    name: `${name} gradient`,
    infer: (inputs) => inputs.slice(-1),
    elementwise: {
      expression: () => `(${renamed}) * ${gradientLetter}`,
      flops: row.flops + 1,
    },
  };
  return applyOp1(
    op,
    read.map((key) => tensors[key] as Tensor),
    null,
  );
}

/** Makes the op of a row. */
export function elementwiseOp(name: string, row: ElementwiseRow): Op<null> {
  return {
    name,
    infer(inputs) {
      requireF32(name, inputs);
      const shape = inputs
        .slice(1)
        .reduce(
          (common, { shape: other }) => broadcastShapes(name, common, other),
          inputs[0]?.shape ?? [],
        );
      return [{ shape, dtype: "f32" }];
    },
    elementwise: { expression: () => row.value, flops: row.flops },
    gradient({ inputs, outputs, outputGradients, needs }: GradientContext<null>) {
      const [y] = outputs;
      const [dy] = outputGradients;
      if (!y || !dy) return [];
      const [a, b] = inputs;
      const tensors = { ...(a && { a }), ...(b && { b }), y, dy };
      return inputs.map((tensor, which) =>
        needs[which]
          ? sumTo(derivativeTimesGradient(row, name, which, tensors), tensor.shape)
          : undefined,
      );
    },
  };
}

const ops = new Map<string, Op<null>>(
  [...Object.entries(unaryRows), ...Object.entries(binaryRows)].map(([name, row]) => [
    name,
    elementwiseOp(name, row),
  ]),
);

/** The op of a row by its name in the table. */
export function elementwiseOpOf(name: keyof typeof unaryRows | keyof typeof binaryRows): Op<null> {
  return ops.get(name) as Op<null>;
}

const unary = (name: keyof typeof unaryRows) => (a: Tensor) =>
  applyOp1(elementwiseOpOf(name), [a], null);
const binary = (name: keyof typeof binaryRows) => (a: Tensor, b: Tensor) =>
  applyOp1(elementwiseOpOf(name), [a, b], null);

/** y = −a */
export const negate = unary("negate");
/** y = max(a, 0), NaN for NaN */
export const relu = unary("relu");
/** y = 1 / (1 + e^−a) */
export const sigmoid = unary("sigmoid");
/** y = tanh a */
export const tanh = unary("tanh");
/** y = e^a */
export const exp = unary("exp");
/** y = ln a, a > 0 */
export const log = unary("log");
/** y = √a, a > 0 */
export const sqrt = unary("sqrt");
/** y = a² */
export const square = unary("square");
/** y = |a| */
export const abs = unary("abs");
/** y = a + b, broadcasting */
export const add = binary("add");
/** y = a − b, broadcasting */
export const subtract = binary("subtract");
/** y = a · b, broadcasting */
export const multiply = binary("multiply");
/** y = a / b, broadcasting, b ≠ 0 */
export const divide = binary("divide");
/** y = max(a, b), broadcasting; NaN when either is NaN */
export const maximum = binary("maximum");

interface Clamp {
  readonly low: number;
  readonly high: number;
}

/** The op behind `clamp`. Its selects keep NaN, which WGSL's `clamp` need not. */
export const clampOp: Op<Clamp> = {
  name: "clamp",
  infer: (inputs, { low, high }) => {
    requireF32("clamp", inputs);
    if (low <= high) return inputs.slice(0, 1);
    throw new EngineError(
      "shape",
      `clamp: "low" must be at most "high", but they are ${low} and ${high}. Swap them.`,
    );
  },
  elementwise: {
    expression: ({ low, high }) => {
      const [least, most] = [`T(${floatLiteral(low)})`, `T(${floatLiteral(high)})`];
      return `select(select(a, ${most}, a >= ${most}), ${least}, a <= ${least})`;
    },
    flops: 2,
  },
  gradient: ({ attrs, inputs: [a], outputGradients: [dy] }) =>
    a && dy ? [applyOp1(clampGradientOp, [a, dy], attrs)] : [],
};

const clampGradientOp: Op<Clamp> = {
  name: "clamp gradient",
  infer: (inputs) => inputs.slice(-1),
  elementwise: {
    expression: ({ low, high }) => {
      const [least, most] = [`T(${floatLiteral(low)})`, `T(${floatLiteral(high)})`];
      return `select(b, T(0.0), (a <= ${least}) | (a >= ${most}))`;
    },
    flops: 3,
  },
};

/**
 * y = min(max(a, low), high), NaN for NaN; the derivative at the limits is 0.
 *
 * @throws {EngineError} tag `shape` when low is above high
 */
export function clamp(a: Tensor, low: number, high: number): Tensor {
  return applyOp1(clampOp, [a], { low, high });
}

interface Affine {
  readonly scale: number;
  readonly offset: number;
}

/** The op behind `affine`. */
export const affineOp: Op<Affine> = {
  name: "affine",
  infer: (inputs) => {
    requireF32("affine", inputs);
    return inputs.slice(0, 1);
  },
  elementwise: {
    expression: ({ scale, offset }) => `a * ${floatLiteral(scale)} + ${floatLiteral(offset)}`,
    flops: 2,
  },
  gradient: ({ attrs, outputGradients: [dy] }) =>
    dy ? [applyOp1(affineOp, [dy], { scale: attrs.scale, offset: 0 })] : [],
};

/** y = scale · a + offset, with numbers fixed in the graph. */
export function affine(a: Tensor, scale: number, offset = 0): Tensor {
  return applyOp1(affineOp, [a], { scale, offset });
}
