// Benchmark of concatenation at the model's shape.
import { input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { concat } from "./concat.ts";

/** A skip connection at the first level of a 112-pixel model; the gradient is measured by slice. */
export const benches: readonly OpBench[] = [
  {
    title: "concat forward, 32 + 32 channels at 112×112, batch 8",
    build: () => {
      const parts = [input("skip", [8, 32, 112, 112]), input("up", [8, 32, 112, 112])];
      return { y: concat(parts, 1) };
    },
  },
];
