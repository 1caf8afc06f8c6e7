// Benchmark of gradient accumulation on the largest filter of a 32-wide UNet.
import { input } from "@pleura/engine";
import type { OpBench } from "../../contract/bench.ts";
import { accumulateGradient } from "./accumulate-gradient.ts";

const shape = [512, 512, 3, 3];

/** One addition in place of the total. */
export const benches: readonly OpBench[] = [
  {
    title: "accumulateGradient, filter 512×512×3×3",
    build: (state) => ({
      total: accumulateGradient(
        state("total", shape),
        input("g", shape),
        input("start", [1], "u32"),
      ),
    }),
  },
];
