// Benchmarks of max pooling at the model's shapes.
import { applyOp1, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { maxPool, maxPoolGradientOp } from "./max-pool.ts";

const attrs = { size: 2, stride: 2 };

/** Forward and gradient at the first level of a 112-pixel model. */
export const benches: readonly OpBench[] = [
  {
    title: "maxPool forward 2×2, 32 channels at 112×112, batch 8",
    build: () => ({ y: maxPool(input("x", [8, 32, 112, 112]), attrs) }),
  },
  {
    title: "maxPool gradient 2×2, 32 channels at 112×112, batch 8",
    build: () => {
      const x = input("x", [8, 32, 112, 112]);
      return { dx: applyOp1(maxPoolGradientOp, [x, input("dy", [8, 32, 56, 56])], attrs) };
    },
  },
];
