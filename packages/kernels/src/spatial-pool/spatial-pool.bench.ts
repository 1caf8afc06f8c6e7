// Benchmarks of pooling over channels at the model's shapes.
import { applyOp1, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { channelMaxMean, channelMaxMeanGradientOp } from "./spatial-pool.ts";

/** Forward and gradient at the first level of a 112-pixel model. */
export const benches: readonly OpBench[] = [
  {
    title: "channelMaxMean forward, 32 channels at 112×112, batch 8",
    build: () => ({ y: channelMaxMean(input("x", [8, 32, 112, 112])) }),
  },
  {
    title: "channelMaxMean gradient, 32 channels at 112×112, batch 8",
    build: () => {
      const tensors = [input("dy", [8, 2, 112, 112]), input("chosen", [8, 1, 112, 112], "u32")];
      return { dx: applyOp1(channelMaxMeanGradientOp, tensors, { shape: [8, 32, 112, 112] }) };
    },
  },
];
