// Benchmarks of concatenation at the model's shapes.
import { input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { concat } from "./concat.ts";

const skip = (n: number, c: number, size: number): OpBench => ({
  title: `concat forward, ${c} + ${c} channels at ${size}×${size}, batch ${n}`,
  build: () => {
    const shape = [n, c, size, size];
    return { y: concat([input("skip", shape), input("up", shape)], 1) };
  },
});

/**
 * A skip connection at the first level of a 112-pixel model, the demo's, and the paper's deepest; the gradient is
 * measured by slice.
 */
export const benches: readonly OpBench[] = [skip(8, 32, 112), skip(16, 8, 64), skip(1, 512, 64)];
