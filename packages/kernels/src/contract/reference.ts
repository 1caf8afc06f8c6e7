// What an op's f64 reference and its test cases look like.
import type { Dtype, Shape } from "@pleura/engine";

/** Numbers with a shape, in double precision: what references read and write. */
export interface Reference64 {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** An input of a case: its shape, and how its numbers are drawn (default: uniform in [−1, 1)). */
export interface CaseInput {
  readonly shape: Shape;
  readonly dtype?: Dtype;
  /** Numbers for this input; keep them away from kinks (ReLU 0, ties of a maximum). */
  readonly numbers?: (count: number) => Float32Array | Uint32Array;
  readonly low?: number;
  readonly high?: number;
}

/** One case of an op's contract test. */
export interface OpCase<A> {
  /** A short fact about the shape, such as "odd sizes, batch 2". */
  readonly title: string;
  readonly inputs: readonly CaseInput[];
  readonly attrs: A;
  /** Terms summed per output element, for the tolerance; default 1. */
  readonly reductionLength?: number;
}

/** The oracle of an op: plain f64 loops without cleverness. */
export interface OpReference<A> {
  forward(inputs: readonly Reference64[], attrs: A): readonly Reference64[];
  readonly cases: readonly OpCase<A>[];
  /** Inputs that have a gradient; default all f32 inputs when the op has one. */
  readonly differentiable?: readonly number[];
  /**
   * True when the op has more outputs than the reference: values that only its gradient rule reads. The gradient
   * check covers them.
   */
  readonly hasSideOutputs?: true;
  /** Why the op's cost may leave out bytes of its inputs, such as "reads only the slice"; default: it may not. */
  readonly readsLess?: string;
}
