// Benchmarks of max pooling at the model's shapes.
import { applyOp1, input } from "@pleura/engine";
import type { OpBench } from "../contract/bench.ts";
import { maxPool, maxPoolGradientOp } from "./max-pool.ts";

const attrs = { size: 2, stride: 2 };

function both(n: number, c: number, size: number): readonly OpBench[] {
  const shape = [n, c, size, size];
  const at = `2×2, ${c} channels at ${size}×${size}, batch ${n}`;
  return [
    { title: `maxPool forward ${at}`, build: () => ({ y: maxPool(input("x", shape), attrs) }) },
    {
      title: `maxPool gradient ${at}`,
      build: () => {
        const dy = input("dy", [n, c, size / 2, size / 2]);
        return { dx: applyOp1(maxPoolGradientOp, [input("x", shape), dy], attrs) };
      },
    },
  ];
}

/** The first level of a 112-pixel model, the demo's, and the paper's for one film. */
export const benches: readonly OpBench[] = [
  ...both(8, 32, 112),
  ...both(16, 8, 64),
  ...both(1, 64, 512),
];
