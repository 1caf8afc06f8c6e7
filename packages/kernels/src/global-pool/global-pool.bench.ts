// Benchmarks of global pooling at the model's shapes.
import { applyOp1, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { averageMaxPool, averageMaxPoolGradientOp } from "./global-pool.ts";

const forward = (shape: readonly [number, number, number, number]): OpBench => ({
  title: `averageMaxPool forward, ${shape[1]} channels at ${shape[2]}×${shape[3]}, batch ${shape[0]}`,
  build: () => {
    const [average, max] = averageMaxPool(input("x", shape));
    return { average, max };
  },
});

/** CBAM's channel pooling at the first and the last level of a 112-pixel model. */
export const benches: readonly OpBench[] = [
  forward([8, 32, 112, 112]),
  forward([8, 512, 7, 7]),
  {
    title: "averageMaxPool gradient, 32 channels at 112×112, batch 8",
    build: () => {
      const tensors = [
        input("daverage", [8, 32]),
        input("dmax", [8, 32]),
        input("position", [8, 32], "u32"),
      ];
      const attrs = { shape: [8, 32, 112, 112], hasAverage: true, hasMax: true };
      return { dx: applyOp1(averageMaxPoolGradientOp, tensors, attrs) };
    },
  },
];
