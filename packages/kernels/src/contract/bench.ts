// What an op's bench file exports: graphs at the model's real shapes. `pleura bench` compiles and times them.
import type { Tensor } from "@pleura/engine";

/** One measured graph. FLOPs and bytes come from the ops' cost rules through the plan. */
export interface OpBench {
  /** Op, pass and shape, such as "conv2d forward 3×3 64→64 at 56×56, batch 8". */
  readonly title: string;
  /** Builds the graph; every `input` is fed with seeded numbers of its shape. */
  build(): Readonly<Record<string, Tensor>>;
}
