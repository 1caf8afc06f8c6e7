// The table of elementwise functions: WGSL for the value and for each derivative, and the same in f64.

import { reluText } from "../wgsl/relu-text.ts";

/**
 * One elementwise function.
 *
 * `value` is WGSL over `a`, `b`; `derivatives[k]` is ∂y/∂(input k) as WGSL over `a`, `b`, the value `y`.
 * `T` is the element type (f32 or vec4f). `reference` is the same function in double precision.
 */
export interface ElementwiseRow {
  readonly value: string;
  readonly derivatives: readonly string[];
  readonly flops: number;
  readonly reference: (a: number, b: number) => number;
  /** Range to draw test inputs from, away from kinks. */
  readonly testRange?: readonly [number, number];
}

const sigmoid = (a: number) => 1 / (1 + Math.exp(-a));

/** Functions of one tensor. */
export const unaryRows = {
  /** y = −a */
  negate: { value: "-a", derivatives: ["T(-1.0)"], flops: 1, reference: (a) => -a },
  /** y = max(a, 0), NaN for NaN; the derivative at 0 is 0. */
  relu: {
    value: reluText("a", "T(0.0)"),
    derivatives: ["select(T(1.0), T(0.0), y <= T(0.0))"],
    flops: 1,
    reference: (a) => Math.max(a, 0),
  },
  /**
   * y = 1 / (1 + e^−a). WGSL may not assume that infinities work, so that e^−a stays at e^88 < f32's 3.4e38.
   * Selects keep NaN, which `clamp` and `min` need not.
   */
  sigmoid: {
    value: "T(1.0) / (T(1.0) + exp(select(-a, T(88.0), a <= T(-88.0))))",
    derivatives: ["y * (T(1.0) - y)"],
    flops: 4,
    reference: sigmoid,
  },
  /**
   * y = tanh a; the argument is limited where the result is ±1 in f32, since exp overflows in some drivers.
   * Selects keep NaN.
   */
  tanh: {
    value: "tanh(select(select(a, T(10.0), a >= T(10.0)), T(-10.0), a <= T(-10.0)))",
    derivatives: ["T(1.0) - y * y"],
    flops: 4,
    reference: Math.tanh,
  },
  /** y = e^a */
  exp: { value: "exp(a)", derivatives: ["y"], flops: 1, reference: Math.exp },
  /** y = ln a, a > 0 */
  log: {
    value: "log(a)",
    derivatives: ["T(1.0) / a"],
    flops: 1,
    reference: Math.log,
    testRange: [0.5, 2],
  },
  /** y = √a, a > 0 */
  sqrt: {
    value: "sqrt(a)",
    derivatives: ["T(0.5) / y"],
    flops: 1,
    reference: Math.sqrt,
    testRange: [0.5, 2],
  },
  /** y = a² */
  square: { value: "a * a", derivatives: ["T(2.0) * a"], flops: 1, reference: (a) => a * a },
  /** y = |a|; the derivative at 0 is 0. */
  abs: { value: "abs(a)", derivatives: ["sign(a)"], flops: 1, reference: Math.abs },
} satisfies Record<string, ElementwiseRow>;

/** Functions of two tensors that broadcast. */
export const binaryRows = {
  /** y = a + b */
  add: { value: "a + b", derivatives: ["T(1.0)", "T(1.0)"], flops: 1, reference: (a, b) => a + b },
  /** y = a − b */
  subtract: {
    value: "a - b",
    derivatives: ["T(1.0)", "T(-1.0)"],
    flops: 1,
    reference: (a, b) => a - b,
  },
  /** y = a · b */
  multiply: { value: "a * b", derivatives: ["b", "a"], flops: 1, reference: (a, b) => a * b },
  /** y = a / b, b ≠ 0 */
  divide: {
    value: "a / b",
    derivatives: ["T(1.0) / b", "-y / b"],
    flops: 1,
    reference: (a, b) => a / b,
    testRange: [0.5, 2],
  },
  /** y = max(a, b); at a tie the gradient goes to a. Where no comparison holds, one is NaN, and so is a + b. */
  maximum: {
    value: "select(select(a + b, b, a <= b), a, a >= b)",
    derivatives: ["select(T(0.0), T(1.0), a >= b)", "select(T(1.0), T(0.0), a >= b)"],
    flops: 1,
    reference: Math.max,
  },
} satisfies Record<string, ElementwiseRow>;
