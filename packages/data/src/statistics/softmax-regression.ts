// Multinomial logistic regression in double precision: one optimum, found by Newton's method.

import type { FeatureRows } from "./standardise.ts";

/** What to fit. */
export interface SoftmaxRegressionOptions {
  /** Class numbers of the rows, 0 … classes − 1. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  /** Weight λ of ½‖W‖², > 0; 1 / (C·n) of scikit-learn's C. */
  readonly penalty: number;
  /** Every class weighs the same: a row weighs n / (present classes · rows of its class). */
  readonly isBalanced?: boolean;
}

/** A fitted model: logits = W·x + b. */
export interface SoftmaxRegression {
  readonly classes: number;
  readonly width: number;
  /** W `[classes, width]`, zeros for a class without rows. */
  readonly weights: Float64Array;
  /** b `[classes]`, mean 0 over the classes with rows; −∞ for a class without rows. */
  readonly bias: Float64Array;
  readonly iterations: number;
  /** Largest part of the gradient where it stopped. */
  readonly gradient: number;
}

/** The gradient of the mean loss is this small at the optimum; doubles carry it to about 1e-15. */
const TOLERANCE = 1e-10;
/** Newton steps; convergence is quadratic, and ill-conditioned sets of the tests took below 40. */
const MOST_ITERATIONS = 200;

/**
 * Minimises Σᵢ vᵢ·(−ln p(yᵢ | xᵢ)) + (λ/2)·‖W‖² with vᵢ = 1/n, or balanced weights / n.
 *
 * Strictly convex in W; the bias is not penalised and fixed up to a constant by Σ b = 0. Newton
 * steps are solved by conjugate gradients on H·d (Nocedal and Wright 2006, algorithm 7.1) and
 * shortened until Armijo's rule holds, so equal data give equal bits.
 *
 * @throws {RangeError} when the rows do not fit the labels, are no numbers, or fewer than two classes have rows
 */
export function fitSoftmaxRegression(
  rows: FeatureRows,
  options: SoftmaxRegressionOptions,
): SoftmaxRegression {
  const { classes } = options;
  const problem = stateProblem(rows, options);
  const { present, size } = problem;
  const parameters = new Float64Array(size);
  let state = evaluate(problem, parameters);
  let iterations = 0;
  while (largest(state.gradient) > TOLERANCE && iterations < MOST_ITERATIONS) {
    const direction = newtonDirection(problem, state);
    const next = lineSearch(problem, parameters, state, direction);
    if (next === undefined) break;
    state = next;
    iterations += 1;
  }
  const { width } = rows;
  const stride = width + 1;
  const weights = new Float64Array(classes * width);
  const bias = new Float64Array(classes).fill(Number.NEGATIVE_INFINITY);
  let mean = 0;
  for (let k = 0; k < present.length; k += 1)
    mean += (parameters[k * stride + width] as number) / present.length;
  for (const [k, label] of present.entries()) {
    weights.set(parameters.subarray(k * stride, k * stride + width), label * width);
    bias[label] = (parameters[k * stride + width] as number) - mean;
  }
  return { classes, width, weights, bias, iterations, gradient: largest(state.gradient) };
}

/** Probabilities `[n, classes]` of rows. */
export function predictSoftmax(model: SoftmaxRegression, { values }: FeatureRows): Float64Array {
  const { classes, width, weights, bias } = model;
  const n = values.length / width;
  const result = new Float64Array(n * classes);
  for (let row = 0; row < n; row += 1) {
    const logits = result.subarray(row * classes, (row + 1) * classes);
    for (let k = 0; k < classes; k += 1) {
      let sum = bias[k] as number;
      for (let j = 0; j < width; j += 1)
        sum += (weights[k * width + j] as number) * (values[row * width + j] as number);
      logits[k] = sum;
    }
    softmaxInPlace(logits);
  }
  return result;
}

/** The data of a fit; parameters are `[present, width + 1]`, the last of each row its bias. */
interface Problem {
  readonly values: Float64Array;
  readonly width: number;
  readonly n: number;
  /** Classes that have rows. */
  readonly present: readonly number[];
  /** Place of each row's class in `present`. */
  readonly places: Int32Array;
  /** Weight of each row, sums to 1. */
  readonly rowWeights: Float64Array;
  readonly penalty: number;
  readonly size: number;
}

/** The loss at some parameters, and what its curvature needs. */
interface Evaluated {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** `[n, present]`. */
  readonly probabilities: Float64Array;
}

function stateProblem(
  { values, width }: FeatureRows,
  { labels, classes, penalty, isBalanced = false }: SoftmaxRegressionOptions,
): Problem {
  const n = labels.length;
  if (width < 1 || values.length !== n * width)
    throw new RangeError(
      `softmax regression: the features must be ${n} rows of ${width} (≥ 1), but there are` +
        ` ${values.length} numbers. Give a row for each label.`,
    );
  if (!values.every(Number.isFinite))
    throw new RangeError(
      "softmax regression: features must be finite, but one is not. Leave that row out.",
    );
  if (!(penalty > 0))
    throw new RangeError(
      `softmax regression: the penalty must be above 0, but it is ${penalty}. Give for example 0.01.`,
    );
  const counts = new Array<number>(classes).fill(0);
  for (let row = 0; row < n; row += 1) {
    const label = labels[row] as number;
    if (counts[label] === undefined)
      throw new RangeError(
        `softmax regression: labels must be 0 to ${classes - 1}, but row ${row} has ${label}. Leave unlabelled rows out.`,
      );
    counts[label] += 1;
  }
  const present = [...counts.keys()].filter((label) => (counts[label] as number) > 0);
  if (present.length < 2)
    throw new RangeError(
      `softmax regression: at least two classes must have rows, but ${present.length} ${present.length === 1 ? "has" : "have"}. Give rows of more classes.`,
    );
  const placeOf = new Map(present.map((label, place) => [label, place]));
  return {
    values,
    width,
    n,
    present,
    places: Int32Array.from(labels, (label) => placeOf.get(label) as number),
    rowWeights: Float64Array.from(labels, (label) =>
      isBalanced ? 1 / (present.length * (counts[label] as number)) : 1 / n,
    ),
    penalty,
    size: present.length * (width + 1),
  };
}

function evaluate(problem: Problem, parameters: Float64Array): Evaluated {
  const { values, width, n, present, places, rowWeights, penalty } = problem;
  const count = present.length;
  const stride = width + 1;
  const gradient = new Float64Array(parameters.length);
  const probabilities = new Float64Array(n * count);
  let loss = 0;
  for (let row = 0; row < n; row += 1) {
    const at = row * width;
    const shares = probabilities.subarray(row * count, (row + 1) * count);
    for (let k = 0; k < count; k += 1) shares[k] = logit(parameters, k * stride, values, at, width);
    const place = places[row] as number;
    const own = shares[place] as number;
    const weight = rowWeights[row] as number;
    loss += weight * (softmaxInPlace(shares) - own);
    for (let k = 0; k < count; k += 1) {
      const error = weight * ((shares[k] as number) - (k === place ? 1 : 0));
      addRow(gradient, k * stride, values, at, width, error);
    }
  }
  for (let k = 0; k < count; k += 1)
    for (let j = 0; j < width; j += 1) {
      const value = parameters[k * stride + j] as number;
      loss += (penalty / 2) * value * value;
      gradient[k * stride + j] = (gradient[k * stride + j] as number) + penalty * value;
    }
  return { loss, gradient, probabilities };
}

/** H·d with H = Σ vᵢ (diag p − p pᵀ) ⊗ xᵢ xᵢᵀ + λ I (not on the bias). */
function curvature(
  problem: Problem,
  { probabilities }: Evaluated,
  direction: Float64Array,
): Float64Array {
  const { values, width, n, present, rowWeights, penalty } = problem;
  const count = present.length;
  const stride = width + 1;
  const product = new Float64Array(direction.length);
  const moved = new Float64Array(count);
  for (let row = 0; row < n; row += 1) {
    const at = row * width;
    let mean = 0;
    for (let k = 0; k < count; k += 1) {
      moved[k] = logit(direction, k * stride, values, at, width);
      mean += (probabilities[row * count + k] as number) * (moved[k] as number);
    }
    const weight = rowWeights[row] as number;
    for (let k = 0; k < count; k += 1) {
      const share = probabilities[row * count + k] as number;
      addRow(
        product,
        k * stride,
        values,
        at,
        width,
        weight * share * ((moved[k] as number) - mean),
      );
    }
  }
  for (let k = 0; k < count; k += 1)
    for (let j = 0; j < width; j += 1)
      product[k * stride + j] =
        (product[k * stride + j] as number) + penalty * (direction[k * stride + j] as number);
  return product;
}

/** Solves H·d = −g by conjugate gradients, more exactly the nearer the optimum is. */
function newtonDirection(problem: Problem, state: Evaluated): Float64Array {
  const direction = new Float64Array(problem.size);
  const residual = state.gradient.map((value) => -value);
  const search = Float64Array.from(residual);
  let square = dot(residual, residual);
  const norm = Math.sqrt(square);
  const wanted = Math.min(0.5, Math.sqrt(norm)) * norm;
  for (let turn = 0; turn < 10 * problem.size; turn += 1) {
    const product = curvature(problem, state, search);
    const bend = dot(search, product);
    // Flat only along a common shift of the biases, which the gradient has no part in.
    if (!(bend > 0)) break;
    const step = square / bend;
    addScaled(direction, search, step);
    addScaled(residual, product, -step);
    const next = dot(residual, residual);
    if (Math.sqrt(next) <= wanted) break;
    const ratio = next / square;
    for (let at = 0; at < search.length; at += 1)
      search[at] = (residual[at] as number) + ratio * (search[at] as number);
    square = next;
  }
  return direction;
}

/** Halves the step until the loss falls enough; moves `parameters`. Undefined when rounding stops it. */
function lineSearch(
  problem: Problem,
  parameters: Float64Array,
  { loss, gradient }: Evaluated,
  direction: Float64Array,
): Evaluated | undefined {
  const slope = dot(gradient, direction);
  const before = Float64Array.from(parameters);
  const size = largest(gradient);
  for (let step = 1; step > 1e-10; step /= 2) {
    for (let at = 0; at < parameters.length; at += 1)
      parameters[at] = (before[at] as number) + step * (direction[at] as number);
    const next = evaluate(problem, parameters);
    if (next.loss <= loss + 1e-4 * step * slope) return next;
    // Near the optimum the loss cannot tell steps apart any more, the gradient still can.
    if (next.loss <= loss + 1e-12 * Math.abs(loss) && largest(next.gradient) < 0.5 * size)
      return next;
  }
  parameters.set(before);
  return undefined;
}

function logit(
  parameters: Float64Array,
  from: number,
  values: Float64Array,
  at: number,
  width: number,
): number {
  let sum = parameters[from + width] as number;
  for (let j = 0; j < width; j += 1)
    sum += (parameters[from + j] as number) * (values[at + j] as number);
  return sum;
}

function addRow(
  target: Float64Array,
  to: number,
  values: Float64Array,
  at: number,
  width: number,
  factor: number,
): void {
  for (let j = 0; j < width; j += 1)
    target[to + j] = (target[to + j] as number) + factor * (values[at + j] as number);
  target[to + width] = (target[to + width] as number) + factor;
}

/** Turns logits into probabilities; returns ln Σ eˣ. */
function softmaxInPlace(logits: Float64Array): number {
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let total = 0;
  for (let k = 0; k < logits.length; k += 1) {
    logits[k] = Math.exp((logits[k] as number) - most);
    total += logits[k] as number;
  }
  for (let k = 0; k < logits.length; k += 1) logits[k] = (logits[k] as number) / total;
  return most + Math.log(total);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

function addScaled(target: Float64Array, values: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at += 1)
    target[at] = (target[at] as number) + factor * (values[at] as number);
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
