// What an op's bench file exports: graphs at the model's real shapes. `pleura bench` compiles and times them.
import type { Shape, Tensor } from "@pleura/engine";

/** Gives a variable of f32 numbers by name, for ops that overwrite what they are given. */
export type BenchState = (name: string, shape: Shape) => Tensor;

/** One measured graph. FLOPs and bytes come from the ops' cost rules through the plan. */
export interface OpBench {
  /** Op, pass and shape, such as "conv2d forward 3×3 64→64 at 56×56, batch 8": the key of its results, unique. */
  readonly title: string;
  /** Builds the graph; every `input` is fed with seeded numbers of its shape, as is every variable of `state`. */
  build(state: BenchState): Readonly<Record<string, Tensor>>;
}
