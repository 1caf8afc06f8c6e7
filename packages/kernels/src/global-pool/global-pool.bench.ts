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

const gradient = (shape: readonly [number, number, number, number]): OpBench => ({
  title: `averageMaxPool gradient, ${shape[1]} channels at ${shape[2]}×${shape[3]}, batch ${shape[0]}`,
  build: () => {
    const small = shape.slice(0, 2);
    const tensors = [
      input("daverage", small),
      input("dmax", small),
      input("position", small, "u32"),
    ];
    const attrs = { shape, hasAverage: true, hasMax: true };
    return { dx: applyOp1(averageMaxPoolGradientOp, tensors, attrs) };
  },
});

/** CBAM's channel pooling at the first and the last level of a 112-pixel model, and at the demo's first. */
export const benches: readonly OpBench[] = [
  forward([8, 32, 112, 112]),
  forward([8, 512, 7, 7]),
  gradient([8, 32, 112, 112]),
  forward([16, 8, 64, 64]),
  gradient([16, 8, 64, 64]),
];
