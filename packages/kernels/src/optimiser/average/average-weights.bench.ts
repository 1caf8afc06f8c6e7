// Benchmark of the weights' average on the largest filter of a 32-wide UNet.
import { input } from "@pleura/engine";
import type { OpBench } from "../../contract/bench.ts";
import { averageWeights } from "./average-weights.ts";

const shape = [512, 512, 3, 3];

/** One step of the average in place. */
export const benches: readonly OpBench[] = [
  {
    title: "averageWeights, filter 512×512×3×3",
    build: (state) => ({
      average: averageWeights(state("average", shape), input("w", shape), input("rate", [1])),
    }),
  },
];
