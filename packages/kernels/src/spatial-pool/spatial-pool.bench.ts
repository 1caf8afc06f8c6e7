// Benchmarks of pooling over channels at the model's shapes.
import { applyOp1, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { channelMaxMean, channelMaxMeanGradientOp } from "./spatial-pool.ts";

function both(n: number, c: number, size: number): readonly OpBench[] {
  const shape = [n, c, size, size];
  const at = `${c} channels at ${size}×${size}, batch ${n}`;
  return [
    {
      title: `channelMaxMean forward, ${at}`,
      build: () => ({ y: channelMaxMean(input("x", shape)) }),
    },
    {
      title: `channelMaxMean gradient, ${at}`,
      build: () => {
        const tensors = [
          input("dy", [n, 2, size, size]),
          input("chosen", [n, 1, size, size], "u32"),
        ];
        return { dx: applyOp1(channelMaxMeanGradientOp, tensors, { shape }) };
      },
    },
  ];
}

/** The first level of a 112-pixel model, and of the demo's. */
export const benches: readonly OpBench[] = [...both(8, 32, 112), ...both(16, 8, 64)];
