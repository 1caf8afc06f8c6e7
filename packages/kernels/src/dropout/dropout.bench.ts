// Benchmark of dropout, which is bound by its integer arithmetic.
import { constant, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { dropout } from "./dropout.ts";

/** Forward; the gradient is the same kernel. */
export const benches: readonly OpBench[] = [
  {
    title: "dropout forward, 256 channels at 28×28, batch 8",
    build: () => {
      const counter = constant(Uint32Array.of(1, 1), [2]);
      return { y: dropout(input("x", [8, 256, 28, 28]), counter, { rate: 0.5, salt: 1 }) };
    },
  },
];
