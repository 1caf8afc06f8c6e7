// Benchmarks of dropout, which is bound by its integer arithmetic.
import { constant, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { dropout } from "./dropout.ts";

const forward = (n: number, c: number, size: number): OpBench => ({
  title: `dropout forward, ${c} channels at ${size}×${size}, batch ${n}`,
  build: () => {
    const counter = constant(Uint32Array.of(1, 1), [2]);
    return { y: dropout(input("x", [n, c, size, size]), counter, { rate: 0.5, salt: 1 }) };
  },
});

/** A deep level, and the paper's bottleneck for one film; the gradient is the same kernel. */
export const benches: readonly OpBench[] = [forward(8, 256, 28), forward(1, 1024, 32)];
